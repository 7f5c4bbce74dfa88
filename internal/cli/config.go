package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// Config is what a court's operator decides. The file given by --config is
// JSON with these members; a member not named here is refused, so that a
// misspelt one is not silently without effect. Flags win over the file.
type Config struct {
	// URL is how people reach the court, for example "https://court.example".
	// Its host names the log for ever (Host/log/1) and is the passkeys' domain:
	// neither survives a change. In the demo it is http://localhost:PORT.
	URL string `json:"url"`
	// Name is the court's name by language ("kk", "ru", "en"), as pages and
	// letters show it.
	Name map[court.Lang]string `json:"name"`
	// Districts are those the court serves, as reports name them: ["Алмалы ауданы"].
	// A case belongs to the first unless another is chosen when it is opened. Without
	// any, reports have the court's name in their place.
	Districts []string `json:"districts"`
	// Phone is where people get help, as it is to be read: "+7 7172 00-00-00".
	// Without it the pages name no number.
	Phone string `json:"phone"`
	// Listen is the address served: "localhost:8080" if absent.
	Listen string `json:"listen"`
	// Metrics is an address for the operator's watch (Prometheus, /metrics), for
	// example "localhost:9464"; absent, there is none. Keep it from people.
	Metrics string `json:"metrics"`
	// Data is the directory of the record and the documents.
	Data string `json:"data"`
	// Database is a PostgreSQL URL ("postgres://…") to keep the record in instead
	// of a file in Data; documents stay in Data. Leave the password out of it:
	// "?passfile=FILE" names a file in PostgreSQL's .pgpass format.
	Database string `json:"database"`
	// Keys is the directory of keys. It is not part of a backup of Data.
	Keys string `json:"keys"`
	// Proxy is true when TLS ends at a proxy in front of us, which sets
	// X-Forwarded-For itself. Without it that header is not believed.
	Proxy bool `json:"proxy"`
	// TLS has us serve HTTPS; absent, we serve HTTP.
	TLS *TLS `json:"tls"`
	// Mail is the SMTP server invitations go through.
	Mail *Mail `json:"mail"`
	// SMS is the HTTP gateway text messages go through: docs/sms.md.
	SMS *SMS `json:"sms"`
	// Media is where sound and picture are exchanged.
	Media Media `json:"media"`
	// Law is the country whose procedure the court follows: "kz" if absent.
	Law string `json:"law"`
	// LawPolicy is a folder (or one file) of the court's own rules: numbers
	// within what the law allows, and formats it forbids. It never loosens.
	LawPolicy string `json:"law_policy"`
	// Policy is a file of the cosigners of the record (torchwood's policy
	// format). Without it the record has our own signature only.
	Policy string `json:"policy"`
	// Signatures is how electronic signatures are checked: docs/signatures.md.
	Signatures *Signatures `json:"signatures"`
	// OpenID is a provider of identities through which people may sign in: docs/signatures.md.
	OpenID *OpenID `json:"openid"`
	// CheckpointSeconds is how often the record's head is signed: 1 if absent.
	CheckpointSeconds int `json:"checkpoint_seconds"`

	Demo bool `json:"-"` // only --demo sets it, and only in a binary that has a demo
}

// Signatures is whom the court believes about electronic signatures, and whom it
// asks.
type Signatures struct {
	// Trust is the directory of the trust list, with trust.json in it.
	Trust string `json:"trust"`
	// Online has the services that the trust list names asked for revocation data.
	// Without it nobody signs in, files or acts with such a signature: whether a
	// certificate is good now, only its authority knows.
	Online bool `json:"online"`
	// FreshMinutes is how long an authority's answer stands for that: 10 if absent.
	FreshMinutes int `json:"fresh_minutes"`
	// NCANode is the address of another verifier, which is asked too; where it
	// differs from ours the page says so.
	NCANode string `json:"ncanode"`
	// Phone is the address of a relay by which people sign in on their phones:
	// docs/phone.md.
	Phone string `json:"phone"`
}

// fresh is how long an authority's answer stands; within a minute and a day.
func (s Signatures) fresh() time.Duration {
	if s.FreshMinutes <= 0 {
		return 10 * time.Minute
	}
	return min(time.Duration(s.FreshMinutes)*time.Minute, 24*time.Hour)
}

// OpenID is a provider that vouches for people's identification numbers (OpenID
// Connect, the code flow with PKCE). It is told to send browsers back to
// URL + "/sign-in/openid/back".
type OpenID struct {
	Name       map[court.Lang]string `json:"name"`        // as people know it, by language
	Issuer     string                `json:"issuer"`      // its address, exactly as it writes it; https, but for one on this machine
	ClientID   string                `json:"client_id"`   // as whom the court is known to it
	SecretFile string                `json:"secret_file"` // one line; absent: the court has no secret with it
	Claim      string                `json:"claim"`       // which of its claims is the number: "iin" if absent
	Scopes     []string              `json:"scopes"`      // to ask for besides "openid", so that the claim is given
}

// TLS is either a certificate in files or ACME.
type TLS struct {
	Cert string `json:"cert"` // PEM, with the chain
	Key  string `json:"key"`  // PEM
	// ACME asks a certificate authority for the certificate of URL's host and
	// renews it. The authority reaches us on port 443.
	ACME      bool   `json:"acme"`
	ACMEEmail string `json:"acme_email"` // told to the authority
	ACMEURL   string `json:"acme_url"`   // its directory; Let's Encrypt if absent
}

// Mail is how letters leave.
type Mail struct {
	Host         string `json:"host"`
	Port         int    `json:"port"`
	User         string `json:"user"`
	PasswordFile string `json:"password_file"` // one line, so that the configuration holds no secret
	From         string `json:"from"`
	Security     string `json:"security"` // "starttls" (if absent), "tls", or "none" for a server on this machine
}

// SMS is how text messages leave.
type SMS struct {
	URL       string `json:"url"`        // what is posted to; https, but for a gateway on this machine
	TokenFile string `json:"token_file"` // one line, sent as the bearer token; absent: none is sent
}

// Media is where the media server listens, or which one is used.
type Media struct {
	IP      string `json:"ip"`      // the address browsers send media to
	UDP     int    `json:"udp"`     // one UDP port for all
	TCP     int    `json:"tcp"`     // fallback where UDP does not pass
	LiveKit string `json:"livekit"` // ws(s) URL of a media server of its own; the embedded one is not started then
}

// readConfig reads the configuration file at path.
func readConfig(path string) (Config, error) {
	var c Config
	b, err := os.ReadFile(path)
	if err != nil {
		return c, fault.Invalid("cli.config.unreadable").With(fault.Args{"file": path}).Because(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, fault.Invalid("cli.config.malformed").With(fault.Args{"file": path}).Because(err)
	}
	return c, nil
}

// serveFlags are what the command line says of the configuration.
type serveFlags struct {
	Config
	file, trust string
}

func (flags *serveFlags) declare(fs *flag.FlagSet) {
	fs.BoolVar(&flags.Demo, "demo", false, "")
	fs.StringVar(&flags.file, "config", "", "")
	fs.StringVar(&flags.Listen, "listen", "", "")
	fs.StringVar(&flags.Metrics, "metrics", "", "")
	fs.StringVar(&flags.URL, "url", "", "")
	fs.StringVar(&flags.Data, "data", "", "")
	fs.StringVar(&flags.Keys, "keys", "", "")
	fs.StringVar(&flags.Law, "law", "", "")
	fs.StringVar(&flags.LawPolicy, "law-policy", "", "")
	fs.IntVar(&flags.Media.UDP, "media-udp", 0, "")
	fs.IntVar(&flags.Media.TCP, "media-tcp", 0, "")
	fs.StringVar(&flags.trust, "trust", "", "")
	fs.StringVar(&flags.Media.IP, "media-ip", "", "")
	fs.StringVar(&flags.Media.LiveKit, "livekit", "", "")
}

// config makes the configuration of flags, file and defaults, the earlier
// winning over the later.
func (flags *serveFlags) config() (Config, error) {
	c := Config{}
	if flags.file != "" {
		var err error
		if c, err = readConfig(flags.file); err != nil {
			return c, err
		}
	}
	c.override(flags.Config)
	if flags.trust != "" {
		if c.Signatures == nil {
			c.Signatures = &Signatures{Online: true}
		}
		c.Signatures.Trust = flags.trust
	}
	c.defaults()
	return c, c.check()
}

// override puts what flags say over what the file says.
func (c *Config) override(flags Config) {
	c.Demo = flags.Demo
	text := func(dst *string, v string) {
		if v != "" {
			*dst = v
		}
	}
	text(&c.Listen, flags.Listen)
	text(&c.Metrics, flags.Metrics)
	text(&c.URL, flags.URL)
	text(&c.Data, flags.Data)
	text(&c.Keys, flags.Keys)
	text(&c.Law, flags.Law)
	text(&c.LawPolicy, flags.LawPolicy)
	text(&c.Media.IP, flags.Media.IP)
	text(&c.Media.LiveKit, flags.Media.LiveKit)
	if flags.Media.UDP != 0 {
		c.Media.UDP = flags.Media.UDP
	}
	if flags.Media.TCP != 0 {
		c.Media.TCP = flags.Media.TCP
	}
}

// defaults fills what nobody decided.
func (c *Config) defaults() {
	if c.Listen == "" {
		c.Listen = "localhost:8080"
	}
	if c.Demo && c.Data == "" {
		c.Data = "demo-data"
	}
	if c.Demo && c.Keys == "" {
		c.Keys = filepath.Join(c.Data, "keys")
	}
	if c.Demo && len(c.Districts) == 0 {
		c.Districts = demoDistricts()
	}
	if c.Demo && c.Phone == "" {
		c.Phone = "+7 7172 00-00-00" // nobody's number
	}
	if c.Media.IP == "" {
		c.Media.IP = "127.0.0.1"
	}
	if c.CheckpointSeconds <= 0 {
		c.CheckpointSeconds = 1
	}
}

// check refuses a configuration a court cannot be served with.
func (c *Config) check() error {
	if c.Demo && !demoBuilt {
		return fault.Invalid("cli.demo.not_built")
	}
	if c.Data == "" || c.Keys == "" {
		return fault.Invalid("cli.serve.needs_directories")
	}
	for i, d := range c.Districts {
		if d != court.Text(d) || d == "" || len(d) > docket.MaxDistrict || slices.Contains(c.Districts[:i], d) {
			return fault.Invalid("cli.serve.districts").With(fault.Args{"name": d})
		}
	}
	if c.Database != "" && !isPostgres(c.Database) {
		return fault.Invalid("data.not_postgres")
	}
	if c.Demo && c.URL == "" {
		return nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fault.Invalid("cli.serve.needs_url").Because(err)
	}
	if net.ParseIP(u.Hostname()) != nil {
		return fault.Invalid("cli.serve.needs_name").With(fault.Args{"host": u.Hostname()})
	}
	if c.Demo {
		return nil
	}
	if u.Scheme == "http" && !isLoopback(u.Hostname()) {
		return fault.Invalid("cli.serve.needs_https")
	}
	return nil
}

// isLoopback reports whether a browser holds the host for this machine, and
// so lets a page use the camera without TLS.
func isLoopback(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// policyText is the court's policy file; empty when it has none.
func policyText(conf Config) (string, error) {
	if conf.Policy == "" {
		return "", nil
	}
	text, err := os.ReadFile(conf.Policy)
	if err != nil {
		return "", fault.Invalid("cli.config.unreadable").With(fault.Args{"file": conf.Policy}).Because(err)
	}
	return string(text), nil
}

// every is the clock checkpoints are signed on.
func (c Config) every() time.Duration { return time.Duration(c.CheckpointSeconds) * time.Second }

// origin is the scheme, host and port people reach us at; port is the one
// really bound, for the demo on port 0.
func (c Config) origin(port string) string {
	if c.URL != "" {
		u, err := url.Parse(c.URL)
		if err == nil {
			return u.Scheme + "://" + u.Host
		}
	}
	return "http://" + net.JoinHostPort("localhost", port)
}
