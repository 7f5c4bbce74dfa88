package gost

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

// vector is an example of the standard: everything but k is given to us.
type vector struct {
	name          string
	curve         parameters
	x, y, e, r, s string
}

func vectors() []vector {
	return []vector{
		{"RFC 7091, section 7", parameters{"RFC 7091", 32, 1,
			"8000000000000000000000000000000000000000000000000000000000000431", "7",
			"5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
			"8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3", "2",
			"08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8"},
			"7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
			"26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
			"2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
			"41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
			"01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40"},
		{"GOST 34.10-2015, annex A.2", parameters{"512 test", 64, 1,
			"4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DF1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373", "7",
			"1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC4361834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
			"4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DA82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
			"24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
			"2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E"},
			"115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
			"37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
			"3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
			"2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
			"1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A"},
	}
}

func TestVectorsOfTheSignature(t *testing.T) {
	for _, v := range vectors() {
		c := v.curve.curve()
		k, err := NewPublicKey(c, reversed(c.Size, number(v.y), number(v.x)))
		if err != nil {
			t.Fatalf("%s: %v", v.name, err)
		}
		digest := reversed(c.Size, number(v.e))
		kazakh := append(reversed(c.Size, number(v.r)), reversed(c.Size, number(v.s))...)
		russian := append(number(v.s).FillBytes(make([]byte, c.Size)), number(v.r).FillBytes(make([]byte, c.Size))...)
		if err := k.Verify(digest, kazakh, Kazakh); err != nil {
			t.Errorf("%s: %v", v.name, err)
		}
		if err := k.Verify(digest, russian, Russian); err != nil {
			t.Errorf("%s, the other order: %v", v.name, err)
		}
		if err := k.Verify(digest, russian, Kazakh); !errors.Is(err, ErrSignature) {
			t.Errorf("%s: the wrong order of bytes: %v", v.name, err)
		}
	}
}

// reversed are numbers in bytes, the last one first, least significant byte first.
func reversed(size int, numbers ...*big.Int) (out []byte) {
	for i := len(numbers) - 1; i >= 0; i-- {
		b := numbers[i].FillBytes(make([]byte, size))
		for j := range b {
			out = append(out, b[len(b)-1-j])
		}
	}
	return out
}

// TestCurves: the numbers of each curve are what the RFCs say they are: primes,
// a base point on the curve, of order q.
func TestCurves(t *testing.T) {
	if len(curves()) != 7 {
		t.Errorf("%d curves", len(curves()))
	}
	for name, c := range curves() {
		if !c.f.p.ProbablyPrime(8) || !c.q.ProbablyPrime(8) || (c.q.BitLen()+7)/8 != c.Size || (c.f.p.BitLen()+7)/8 != c.Size {
			t.Errorf("%s: p or q is no prime of its size", name)
		}
		if !c.contains(c.base) {
			t.Errorf("%s: the base point is not on the curve", name)
		}
		p := c.combine(c.q, new(big.Int), c.table(), c.table())
		if c.f.normal(&p.z).Sign() != 0 {
			t.Errorf("%s: q times the base point is not infinity", name)
		}
		// By Hasse's bound the whole group has q·cofactor points and no other multiple.
		cofactor := new(big.Int).Div(new(big.Int).Add(c.f.p, new(big.Int).Rsh(c.q, 1)), c.q)
		if c.prime != (cofactor.Cmp(big.NewInt(1)) == 0) {
			t.Errorf("%s: cofactor %d", name, cofactor)
		}
	}
}

// slowly is textbook arithmetic with a division for each step, to compare with.
func (c *Curve) slowly(p, o *affine) *affine {
	if p == nil {
		return o
	}
	if o == nil {
		return p
	}
	top, bottom := new(big.Int).Sub(o.y, p.y), new(big.Int).Sub(o.x, p.x)
	if p.x.Cmp(o.x) == 0 {
		if sum := new(big.Int).Add(p.y, o.y); c.f.normal(sum).Sign() == 0 {
			return nil
		}
		top.Mul(p.x, p.x)
		top.Add(top.Mul(top, big.NewInt(3)), c.a)
		bottom.Lsh(p.y, 1)
	}
	slope := new(big.Int).Mul(top, bottom.ModInverse(c.f.normal(bottom), c.f.p))
	c.f.normal(slope)
	x := new(big.Int).Mul(slope, slope)
	c.f.normal(x.Sub(x.Sub(x, p.x), o.x))
	y := new(big.Int).Sub(p.x, x)
	y.Sub(y.Mul(y, slope), p.y)
	return &affine{x, c.f.normal(y)}
}

func (c *Curve) slowTimes(n *big.Int, p *affine) (sum *affine) {
	for i := n.BitLen() - 1; i >= 0; i-- {
		sum = c.slowly(sum, sum)
		if n.Bit(i) == 1 {
			sum = c.slowly(sum, p)
		}
	}
	return sum
}

// TestCombination compares the windows, the folded field and the mixed formulas
// with the textbook, random numbers and those at the edges, on every curve.
func TestCombination(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for name, c := range curves() {
		edge := []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2), big.NewInt(3), new(big.Int).Sub(c.q, big.NewInt(1)), new(big.Int).Sub(c.q, big.NewInt(2)), new(big.Int).Rsh(c.q, 1)}
		pick := func(i int) *big.Int {
			if i < len(edge) {
				return edge[i]
			}
			return c.f.normal(littleEndian(randomBytes(random, c.Size)))
		}
		for range 5 {
			d := pick(1 + random.IntN(len(edge)+4))
			o := c.slowTimes(d, &c.base) // o = d·base, with d small or near q: sums meet and cancel
			table := c.oddMultiples(*o, keyWindow)
			for j := range 9 {
				n, m := pick(random.IntN(9)), pick(j)
				want := c.slowly(c.slowTimes(n, &c.base), c.slowTimes(m, o))
				p := c.combine(n, m, c.table(), table)
				got, finite := c.flatten(p)
				if finite != (want != nil) || finite && (got.x.Cmp(want.x) != 0 || got.y.Cmp(want.y) != 0) {
					t.Fatalf("%s: %d·base + %d·(%d·base): %v, want %v", name, n, m, d, got, want)
				}
			}
		}
	}
}

// TestFolding compares the folded field with a division, for long factors too.
func TestFolding(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 9))
	for name, c := range curves() {
		s := &scratch{f: c.f}
		z := new(big.Int)
		for i := range 4000 {
			x, y := littleEndian(randomBytes(random, c.Size)), littleEndian(randomBytes(random, c.Size))
			if i%3 == 0 {
				x.Sub(new(big.Int).Lsh(c.f.p, uint(i%5)), big.NewInt(int64(i%7)))
				y.Sub(new(big.Int).Lsh(c.f.p, uint(i%4)), big.NewInt(int64(i%11)))
			}
			if i%2 == 0 {
				x.Neg(x)
			}
			s.mul(z, x, y)
			want := new(big.Int).Mul(x, y)
			if c.f.normal(new(big.Int).Set(z)).Cmp(c.f.normal(want)) != 0 || z.BitLen() > 8*c.Size+1 {
				t.Fatalf("%s: %x · %x = %x", name, x, y, z)
			}
		}
	}
}

// TestRefusedSignatures: every way in which numbers are out of their range, and
// the digest that is 0.
func TestRefusedSignatures(t *testing.T) {
	for name, c := range curves() {
		k, err := NewPublicKey(c, reversed(c.Size, c.base.y, c.base.x)) // whose secret number is 1
		if err != nil {
			t.Fatal(name, err)
		}
		// With d = 1 and k = 2: r = x(2·base), s = r·d + k·e.
		r := new(big.Int).Mod(c.slowTimes(big.NewInt(2), &c.base).x, c.q)
		for _, e := range []*big.Int{big.NewInt(1), big.NewInt(99), new(big.Int), c.q} {
			used := new(big.Int).Mod(e, c.q)
			if used.Sign() == 0 {
				used.SetInt64(1)
			}
			s := new(big.Int).Add(r, used.Lsh(used, 1))
			s.Mod(s, c.q)
			if err := k.verify(e, r, s); err != nil {
				t.Errorf("%s: digest %d: %v", name, e, err)
			}
			for _, bad := range [][2]*big.Int{{new(big.Int), s}, {r, new(big.Int)}, {c.q, s}, {r, c.q}, {new(big.Int).Add(r, c.q), s},
				{r, new(big.Int).Add(s, c.q)}, {s, r}, {new(big.Int), new(big.Int)}, {new(big.Int).Neg(r), s}, {r, new(big.Int).Sub(c.q, s)}} {
				if err := k.verify(e, bad[0], bad[1]); !errors.Is(err, ErrSignature) {
					t.Errorf("%s: r = %x, s = %x: %v", name, bad[0], bad[1], err)
				}
			}
		}
		whole := make([]byte, 2*c.Size)
		for _, bad := range []error{k.Verify(whole[:c.Size-1], whole, Kazakh), k.Verify(whole, whole, Kazakh), k.Verify(nil, whole, Kazakh),
			k.Verify(whole[:c.Size], whole[1:], Kazakh), k.Verify(whole[:c.Size], append(whole, 0), Kazakh), k.Verify(whole[:c.Size], nil, Kazakh),
			k.Verify(whole[:c.Size], whole, 0)} {
			if !errors.Is(bad, ErrMismatch) {
				t.Errorf("%s: a wrong size: %v", name, bad)
			}
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	for _, name := range []string{cryptoProA, tc26256A, tc26512A, tc26512B} {
		c := curves()[name]
		xy := reversed(c.Size, c.base.y, c.base.x)
		r := new(big.Int).Sub(c.q, big.NewInt(12345))
		for _, fresh := range []bool{true, false} {
			label := name + map[bool]string{true: "/new key", false: "/same key"}[fresh]
			k, _ := NewPublicKey(c, xy)
			b.Run(label, func(b *testing.B) {
				for b.Loop() {
					if fresh {
						k, _ = NewPublicKey(c, xy)
					}
					k.verify(littleEndian(xy[:c.Size]), r, r)
				}
			})
		}
	}
}

// TestPointsOfAnotherOrder: on the curves with a cofactor three points in four
// are no keys.
func TestPointsOfAnotherOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 4))
	for name, c := range curves() {
		refused, of := 0, 0
		for of < 24 {
			x := c.f.normal(littleEndian(randomBytes(random, c.Size)))
			right := new(big.Int).Mul(x, x)
			right.Mul(right.Add(right, c.a), x)
			y := new(big.Int).ModSqrt(c.f.normal(right.Add(right, c.b)), c.f.p)
			if y == nil {
				continue
			}
			of++
			k, err := NewPublicKey(c, reversed(c.Size, y, x))
			if err != nil {
				refused++
			} else if c.slowTimes(c.q, &k.at) != nil {
				t.Errorf("%s: a point of another order is a key", name)
			}
		}
		if c.prime != (refused == 0) {
			t.Errorf("%s: %d of %d points refused", name, refused, of)
		}
	}
	// A point of order two: y = 0.
	for name, c := range curves() {
		for _, x := range []*big.Int{new(big.Int), c.base.x} {
			if _, err := NewPublicKey(c, reversed(c.Size, new(big.Int), x)); err == nil {
				t.Errorf("%s: a point of order two is a key", name)
			}
		}
	}
}
