package courier

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
)

// SMSConfig is the gateway for text messages, as the operator names it.
// docs/sms.md is the contract it keeps.
type SMSConfig struct {
	URL       string // what is posted to; https, but for a gateway on this machine
	TokenFile string // one line; empty: the gateway asks for none
	Client    *http.Client
}

// SMS is a clerk.Courier that posts JSON to an HTTP gateway.
type SMS struct {
	url    string
	token  string
	client *http.Client
}

var _ clerk.Courier = (*SMS)(nil)

// NewSMS reads the token and checks what can be checked without the gateway.
// It refuses (Invalid) a URL that is none or would carry the token and
// people's numbers in the open, and a token that cannot be read.
func NewSMS(c SMSConfig) (*SMS, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && onThisMachine(u.Hostname())) {
		return nil, fault.Invalid("courier.config.sms_url")
	}
	s := &SMS{url: c.URL, client: c.Client}
	if s.client == nil {
		s.client = &http.Client{}
	}
	client := *s.client
	client.Timeout = answerIn
	// Where a gateway leads elsewhere, the token and the number do not follow.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.client = &client
	if c.TokenFile != "" {
		token, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return nil, fault.Invalid("courier.config.sms_token").With(fault.Args{"file": c.TokenFile}).Because(err)
		}
		s.token = strings.TrimSpace(string(token))
	}
	return s, nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send gives one message to the gateway and answers once it has taken it. It
// refuses (Unavailable) while the gateway is away or asks to come later, and
// (Invalid) what it will never take. Causes name neither the number nor the
// gateway's address, which may hold a secret: they go into the log.
func (s *SMS) Send(ctx context.Context, m clerk.Message) error {
	body, err := json.Marshal(struct {
		ID   string `json:"id,omitempty"`
		To   string `json:"to"`
		Text string `json:"text"`
	}{m.ID, m.To, m.Text})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return fault.Invalid("courier.config.sms_url")
	}
	r.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return fault.Unavailable("courier.sms.away").Because(fmt.Errorf("the gateway did not answer (timed out: %t)", timedOut(err)))
	}
	defer answer.Body.Close()
	// Read, so that the connection can be used again; no more than a little.
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	cause := fmt.Errorf("the gateway answered %d", answer.StatusCode)
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300, code == http.StatusConflict: // it has that id already
		return nil
	case code == http.StatusBadRequest, code == http.StatusNotFound, code == http.StatusGone, code == http.StatusUnprocessableEntity:
		return fault.Invalid("courier.sms.refused").Because(cause)
	}
	// Whatever else is wrong, a rejected token too, the operator can mend.
	return fault.Unavailable("courier.sms.away").Because(cause)
}

func timedOut(err error) bool {
	t, is := err.(interface{ Timeout() bool })
	return is && t.Timeout()
}
