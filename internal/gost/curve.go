package gost

import (
	"math/big"
	"strings"
	"sync"
)

// A Curve is y² = x³ + ax + b over the field of p elements, with a point of
// prime order q.
type Curve struct {
	Name string
	Size int // bytes of a coordinate: 32 or 64

	f      *field
	a, b   *big.Int
	q      *big.Int
	prime  bool // every point but infinity is of order q: the cofactor is 1
	base   affine
	minus3 bool // a = p-3, for which doubling is shorter
	table  func() []affine
}

// curves are by name all that keys of this package may stand on. A set that
// two standards name stands here once, with its older name.
var curves = sync.OnceValue(func() map[string]*Curve {
	all := map[string]*Curve{}
	for _, p := range parameterSets() {
		all[p.name] = p.curve()
	}
	return all
})

// Names of the sets that identifiers point to.
const (
	cryptoProA = "id-GostR3410-2001-CryptoPro-A-ParamSet"
	cryptoProB = "id-GostR3410-2001-CryptoPro-B-ParamSet"
	cryptoProC = "id-GostR3410-2001-CryptoPro-C-ParamSet"
	tc26256A   = "id-tc26-gost-3410-2012-256-paramSetA"
	tc26512A   = "id-tc26-gost-3410-12-512-paramSetA"
	tc26512B   = "id-tc26-gost-3410-12-512-paramSetB"
	tc26512C   = "id-tc26-gost-3410-2012-512-paramSetC"
)

// parameters are numbers as the RFCs print them, in hex, most significant
// first. F… stands for as many F as the size wants.
type parameters struct {
	name             string
	size, cofactor   int
	p, a, b, q, x, y string
}

func (p parameters) curve() *Curve {
	c := &Curve{Name: p.name, Size: p.size, f: newField(number(p.p)), q: number(p.q), a: number(p.a), b: number(p.b), prime: p.cofactor == 1}
	c.base = affine{number(p.x), number(p.y)}
	c.minus3 = new(big.Int).Add(c.a, big.NewInt(3)).Cmp(c.f.p) == 0
	c.table = sync.OnceValue(func() []affine { return c.oddMultiples(c.base, baseWindow) })
	return c
}

// Parameters are the curve's numbers, as copies: p, a, b, the order q, and the
// base point's coordinates.
func (c *Curve) Parameters() (p, a, b, q, x, y *big.Int) {
	copied := func(n *big.Int) *big.Int { return new(big.Int).Set(n) }
	return copied(c.f.p), copied(c.a), copied(c.b), copied(c.q), copied(c.base.x), copied(c.base.y)
}

// number reads hex that stands in this package.
func number(hex string) *big.Int {
	n, _ := new(big.Int).SetString(strings.ReplaceAll(hex, " ", ""), 16)
	return n
}

// parameterSets: RFC 4357, section 11.4; RFC 7836, appendix A.
func parameterSets() []parameters {
	const (
		f16  = "FFFFFFFFFFFFFFFF"
		f64  = f16 + f16 + f16 + f16
		zero = "0000000000000000"
	)
	return []parameters{
		{cryptoProA, 32, 1, f16 + f16 + f16 + "FFFFFFFFFFFFFD97", f16 + f16 + f16 + "FFFFFFFFFFFFFD94", "A6",
			f16 + f16 + "6C611070995AD100 45841B09B761B893", "1",
			"8D91E471E0989CDA 27DF505A453F2B76 35294F2DDF23E3B1 22ACC99C9E9F1E14"},
		{cryptoProB, 32, 1, "8" + zero[1:] + zero + zero + "0000000000000C99", "8" + zero[1:] + zero + zero + "0000000000000C96",
			"3E1AF419A269A5F8 66A7D3C25C3DF80A E979259373FF2B18 2F49D4CE7E1BBC8B",
			"8" + zero[1:] + "0000000000000001 5F700CFFF1A624E5 E497161BCC8A198F", "1",
			"3FA8124359F96680 B83D1C3EB2C070E5 C545C9858D03ECFB 744BF8D717717EFC"},
		{cryptoProC, 32, 1, "9B9F605F5A858107 AB1EC85E6B41C8AA CF846E86789051D3 7998F7B9022D759B",
			"9B9F605F5A858107 AB1EC85E6B41C8AA CF846E86789051D3 7998F7B9022D7598", "805A",
			"9B9F605F5A858107 AB1EC85E6B41C8AA 582CA3511EDDFB74 F02F3A6598980BB9", "0",
			"41ECE55743711A8C 3CBF3783CD08C0EE 4D4DC440D4641A8F 366E550DFDB3BB67"},
		{tc26256A, 32, 4, f16 + f16 + f16 + "FFFFFFFFFFFFFD97",
			"C2173F1513981673 AF4892C23035A27C E25E2013BF95AA33 B22C656F277E7335",
			"295F9BAE7428ED9C CC20E7C359A9D41A 22FCCD9108E17BF7 BA9337A6F8AE9513",
			"4" + zero[1:] + zero + "0FD8CDDFC87B6635 C115AF556C360C67",
			"91E38443A5E82C0D 880923425712B2BB 658B9196932E02C7 8B2582FE742DAA28",
			"32879423AB1A0375 895786C4BB46E956 5FDE0B5344766740 AF268ADB32322E5C"},
		{tc26512A, 64, 1, f64 + f16 + f16 + f16 + "FFFFFFFFFFFFFDC7", f64 + f16 + f16 + f16 + "FFFFFFFFFFFFFDC4",
			"E8C2505DEDFC86DD C1BD0B2B6667F1DA 34B82574761CB0E8 79BD081CFD0B6265 EE3CB090F30D2761 4CB4574010DA90DD 862EF9D4EBEE4761 503190785A71C760",
			f64 + "27E69532F48D8911 6FF22B8D4E056060 9B4B38ABFAD2B85D CACDB1411F10B275", "3",
			"7503CFE87A836AE3 A61B8816E25450E6 CE5E1C93ACF1ABC1 778064FDCBEFA921 DF1626BE4FD036E9 3D75E6A50E3A41E9 8028FE5FC235F5B8 89A589CB5215F2A4"},
		{tc26512B, 64, 1, "8" + zero[1:] + zero + zero + zero + zero + zero + zero + "000000000000006F",
			"8" + zero[1:] + zero + zero + zero + zero + zero + zero + "000000000000006C",
			"687D1B459DC84145 7E3E06CF6F5E2517 B97C7D614AF138BC BF85DC806C4B289F 3E965D2DB1416D21 7F8B276FAD1AB69C 50F78BEE1FA3106E FB8CCBC7C5140116",
			"8" + zero[1:] + zero + zero + "0000000000000001 49A1EC142565A545 ACFDB77BD9D40CFA 8B996712101BEA0E C6346C54374F25BD", "2",
			"1A8F7EDA389B094C 2C071E3647A8940F 3C123B697578C213 BE6DD9E6C8EC7335 DCB228FD1EDF4A39 152CBCAAF8C03988 28041055F94CEEEC 7E21340780FE41BD"},
		{tc26512C, 64, 4, f64 + f16 + f16 + f16 + "FFFFFFFFFFFFFDC7",
			"DC9203E514A72187 5485A529D2C722FB 187BC8980EB86664 4DE41C68E1430645 46E861C0E2C9EDD9 2ADE71F46FCF50FF 2AD97F951FDA9F2A 2EB6546F39689BD3",
			"B4C4EE28CEBC6C2C 8AC12952CF37F16A C7EFB6A9F69F4B57 FFDA2E4F0DE5ADE0 38CBC2FFF719D2C1 8DE0284B8BFEF3B5 2B8CC7A5F5BF0A3C 8D2319A5312557E1",
			"3" + f64[1:] + "C98CDBA46506AB00 4C33A9FF5147502C C8EDA9E7A769A126 94623CEF47F023ED",
			"E2E31EDFC23DE7BD EBE241CE593EF5DE 2295B7A9CBAEF021 D385F7074CEA043A A27272A7AE602BF2 A7B9033DB9ED3610 C6FB85487EAE97AA C5BC7928C1950148",
			"F5CE40D95B5EB899 ABBCCFF5911CB857 7939804D6527378B 8C108C3D2090FF9B E18E2D33E3021ED2 EF32D85822423B63 04F726AA854BAE07 D0396E9A9ADDC40F"},
	}
}
