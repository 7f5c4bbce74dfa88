package online

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits of signing on a phone: how long a person has, how many at once, how often
// a waiting line is taken up again, and how much a relay may answer.
const (
	phoneLife   = 5 * time.Minute
	phoneMost   = 500
	phoneTries  = 25
	phoneAnswer = 4 << 20
)

// Phone has people sign on their own phones, in the application of the state
// (eGov Mobile): the page shows a picture to scan, and a relay carries what is
// signed there and the signature back. docs/phone.md says what is asked of a relay.
// The relay is not believed: what comes back is checked like any signature.
type Phone struct {
	URL    string // of the relay
	Client *http.Client

	mu      sync.Mutex // guards waiting
	waiting map[string]*errand
}

// errand is one thing to be signed.
type errand struct {
	until time.Time
	done  bool
	cms   []byte
	err   error
}

// errPhone is why there is no signature: the person said no, or the relay failed.
var errPhone = errors.New("online: nothing was signed on the phone")

// Ask registers what is to be signed: its name in Russian, Kazakh and English, and
// its bytes. It answers a name to ask by, a picture (PNG) to be scanned and an
// address that opens the application on the same phone. It refuses what the relay
// refuses, and more at a time than can be waited for.
func (p *Phone) Ask(ctx context.Context, names [3]string, document []byte, now time.Time) (handle string, png []byte, link string, err error) {
	var made struct {
		QR      string `json:"qrCode"`
		Data    string `json:"dataURL"`
		Sign    string `json:"signURL"`
		Link    string `json:"eGovMobileLaunchLink"`
		Message string `json:"message"`
	}
	if err := p.call(ctx, http.MethodPost, p.URL+"/api/egovQr", map[string]string{"description": names[0]}, &made); err != nil {
		return "", nil, "", err
	}
	png, err = base64.StdEncoding.DecodeString(made.QR)
	// The relay names two addresses; they are its own, or nobody's.
	if err != nil || made.Message != "" || len(png) == 0 || !p.own(made.Data) || !p.own(made.Sign) {
		return "", nil, "", fmt.Errorf("online: the relay answers %q: %w", made.Message, errors.Join(err, errPhone))
	}
	handle = rand.Text()
	if !p.keep(handle, now) {
		return "", nil, "", fmt.Errorf("online: too many are waited for: %w", errPhone)
	}
	go p.fetch(handle, made.Data, made.Sign, names, document)
	return handle, png, made.Link, nil
}

// Signed answers the signature once it has come; done is false while it has not.
// An answer is given once.
func (p *Phone) Signed(handle string) (cms []byte, done bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.waiting[handle]
	switch {
	case e == nil:
		return nil, true, errPhone
	case !e.done:
		return nil, false, nil
	}
	delete(p.waiting, handle)
	return e.cms, true, e.err
}

func (p *Phone) own(address string) bool { return strings.HasPrefix(address, p.URL+"/") }

// keep makes room for one more, forgetting those whose time is over.
func (p *Phone) keep(handle string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting == nil {
		p.waiting = map[string]*errand{}
	}
	for h, e := range p.waiting {
		if now.After(e.until) {
			delete(p.waiting, h)
		}
	}
	if len(p.waiting) >= phoneMost {
		return false
	}
	p.waiting[handle] = &errand{until: now.Add(2 * phoneLife)}
	return true
}

// fetch hands over what is to be signed, which the relay takes when the phone has
// scanned the picture, and then waits for the signature. If we die meanwhile the
// person begins anew.
func (p *Phone) fetch(handle, data, sign string, names [3]string, document []byte) {
	ctx, stop := context.WithTimeout(context.Background(), phoneLife)
	defer stop()
	cms, err := p.signature(ctx, data, sign, names, document)
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.waiting[handle]; e != nil {
		e.done, e.cms, e.err = true, cms, err
	}
}

func (p *Phone) signature(ctx context.Context, data, sign string, names [3]string, document []byte) ([]byte, error) {
	type file struct {
		MIME string `json:"mime"`
		Data string `json:"data"`
	}
	type entry struct {
		ID       int             `json:"id"`
		Ru       string          `json:"nameRu"`
		Kz       string          `json:"nameKz"`
		En       string          `json:"nameEn"`
		Meta     []any           `json:"meta"`
		Document map[string]file `json:"document"`
	}
	ask := map[string]any{"signMethod": "CMS_SIGN_ONLY", "documentsToSign": []entry{{1, names[0], names[1], names[2], []any{},
		map[string]file{"file": {Data: base64.StdEncoding.EncodeToString(document)}}}}}
	if err := p.again(ctx, http.MethodPost, data, ask, &struct{}{}); err != nil {
		return nil, err
	}
	var back struct {
		Documents []struct {
			Document map[string]file `json:"document"`
		} `json:"documentsToSign"`
	}
	if err := p.again(ctx, http.MethodGet, sign, nil, &back); err != nil {
		return nil, err
	}
	if len(back.Documents) != 1 {
		return nil, errPhone
	}
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(back.Documents[0].Document["file"].Data), ""))
}

// again calls until there is an answer: the relay keeps a line open until the
// person has acted, and lines break.
func (p *Phone) again(ctx context.Context, method, url string, in, out any) (err error) {
	for range phoneTries {
		var broken *brokenLine
		if err = p.call(ctx, method, url, in, out); !errors.As(err, &broken) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return err
}

// brokenLine is a call that ended without an answer.
type brokenLine struct{ error }

func (p *Phone) call(ctx context.Context, method, url string, in, out any) error {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := p.Client.Do(r)
	if err != nil {
		return &brokenLine{err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, phoneAnswer))
	if err != nil {
		return &brokenLine{err}
	}
	var said struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(raw, &said); err != nil || resp.StatusCode != http.StatusOK || said.Message != "" {
		return fmt.Errorf("online: the relay answers %d %q: %w", resp.StatusCode, said.Message, errPhone)
	}
	return json.Unmarshal(raw, out)
}
