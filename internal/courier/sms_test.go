package courier

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/fault"
)

// gateway keeps the contract of docs/sms.md: of one id it sends one message.
type gateway struct {
	mu     sync.Mutex
	status int  // what it answers; 202 if 0
	deaf   bool // takes the message and does not answer
	auth   string
	sent   map[string]sms
	asked  int
}

// hear makes it answer again. What it took while it was deaf is to be seen
// after this: a broken line tells nobody that the handler has written.
func (g *gateway) hear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.deaf = false
}

type sms struct{ ID, To, Text string }

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var m sms
	if r.Method != http.MethodPost || json.NewDecoder(r.Body).Decode(&m) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	g.asked++
	g.auth = r.Header.Get("Authorization")
	if g.status != 0 {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(g.status)
		return
	}
	g.sent[m.ID] = m
	if g.deaf {
		panic(http.ErrAbortHandler) // the line breaks before the answer
	}
	w.WriteHeader(http.StatusAccepted)
}

func open(t *testing.T, g *gateway) *SMS {
	t.Helper()
	g.sent = map[string]sms{}
	s := httptest.NewServer(g)
	t.Cleanup(s.Close)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("demo-token\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	post, err := NewSMS(SMSConfig{URL: s.URL + "/send?key=in-the-url", TokenFile: file})
	if err != nil {
		t.Fatal(err)
	}
	return post
}

var text = clerk.Message{ID: "7f00", To: "+77010000042", Text: "Сот сізді күтіп отыр. https://court.example/hearings/1"}

// A message is posted as the contract has it, once for one id, whatever
// becomes of the answers.
func TestSMSIsSentOnce(t *testing.T) {
	g := &gateway{deaf: true}
	post := open(t, g)
	if err := post.Send(t.Context(), text); !fault.Is(err, fault.KindUnavailable) {
		t.Fatalf("no answer: %v", err)
	}
	g.hear()
	if err := post.Send(t.Context(), text); err != nil {
		t.Fatal(err)
	}
	if len(g.sent) != 1 || g.asked != 2 || g.sent["7f00"] != (sms{"7f00", text.To, text.Text}) || g.auth != "Bearer demo-token" {
		t.Errorf("%+v %q", g.sent, g.auth)
	}
}

func TestSMSRefusals(t *testing.T) {
	for code, kind := range map[int]fault.Kind{400: fault.KindInvalid, 422: fault.KindInvalid, 401: fault.KindUnavailable, 429: fault.KindUnavailable,
		500: fault.KindUnavailable, 503: fault.KindUnavailable, 302: fault.KindUnavailable} {
		g := &gateway{status: code}
		err := open(t, g).Send(t.Context(), text)
		if !fault.Is(err, kind) || g.asked != 1 {
			t.Errorf("%d: %v, asked %d times", code, err, g.asked)
		}
		for _, secret := range []string{"7010", "in-the-url", "demo-token"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%d: the log would have %s: %v", code, secret, err)
			}
		}
	}
	if err := open(t, &gateway{status: http.StatusConflict}).Send(t.Context(), text); err != nil {
		t.Errorf("it has the message already: %v", err)
	}
}

// A gateway that takes a connection and says nothing holds nobody for ever.
func TestSMSGatewayHangs(t *testing.T) {
	release := make(chan bool)
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	post, err := NewSMS(SMSConfig{URL: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	if post.client.Timeout != answerIn {
		t.Errorf("it waits %v", post.client.Timeout)
	}
	post.client.Timeout = 50 * time.Millisecond
	if err := post.Send(context.Background(), text); !fault.Is(err, fault.KindUnavailable) || !strings.Contains(err.Error(), "timed out: true") {
		t.Errorf("%v", err)
	}
}

func TestSMSConfiguration(t *testing.T) {
	for _, url := range []string{"", "gateway", "http://sms.example/send", "https://user:pass@sms.example/", "ftp://localhost/"} {
		if _, err := NewSMS(SMSConfig{URL: url}); fault.Of(err).Key != "courier.config.sms_url" {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := NewSMS(SMSConfig{URL: "https://sms.example/", TokenFile: "/none"}); fault.Of(err).Key != "courier.config.sms_token" {
		t.Error(err)
	}
}
