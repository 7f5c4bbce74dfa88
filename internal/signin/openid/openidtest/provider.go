// Package openidtest is a provider of identities for tests: a real one
// (zitadel/oidc) in this process, and a browser that signs in there. No program
// imports it.
package openidtest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

const password = "verysecure"

// Secret is what the clients "court" and "other" have with it.
const Secret = "secret"

// Provider has users with identification numbers.
type Provider struct {
	*httptest.Server
	// Speaks is whom it speaks of instead of its user, where it is asked; empty: of its user.
	Speaks  string
	numbers map[string]string
}

// Start starts one that sends browsers back to the address. numbers are those of
// its users, by name; one without a number has "".
func Start(t testing.TB, back string, numbers map[string]string) *Provider {
	t.Helper()
	old := slog.Default() // its example sets another
	t.Cleanup(func() { slog.SetDefault(old) })
	users := map[string]*storage.User{}
	for name := range numbers {
		users[name] = &storage.User{ID: name, Username: name, Password: password}
	}
	file := filepath.Join(t.TempDir(), "users.json")
	text, err := json.Marshal(users)
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	known, err := storage.StoreFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	storage.RegisterClients(storage.WebClient("court", Secret, back), storage.WebClient("other", Secret, back))
	p := &Provider{numbers: numbers}
	var handler http.Handler
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(p.Close)
	handler = exampleop.SetupServer(p.URL, &store{storage.NewStorage(known), p}, slog.New(slog.DiscardHandler), false)
	return p
}

// store is the provider's own, whose users have numbers. It says them where it is
// asked about its user, and not in the token.
type store struct {
	*storage.Storage
	*Provider
}

func (s *store) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	err := s.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin)
	if iin := s.numbers[subject]; iin != "" {
		info.AppendClaims("iin", iin)
	}
	if s.Speaks != "" {
		info.Subject = s.Speaks
	}
	return err
}

var field = regexp.MustCompile(`name="id" value="([^"]+)"`)

// Walk is a browser that goes where the court sent it, shows the provider who its
// user is, and answers where it was sent back to.
func Walk(t testing.TB, at, back, user string) *url.URL {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var came *url.URL
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), back) {
			came = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if err != nil {
		t.Fatal(err)
	}
	id := field.FindStringSubmatch(string(text))
	if id == nil {
		t.Fatalf("the provider does not ask who it is: %s", text)
	}
	answer, err := browser.PostForm(page.Request.URL.String(), url.Values{"username": {user}, "password": {password}, "id": {id[1]}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if came == nil {
		t.Fatal("the provider sends nobody back")
	}
	return came
}
