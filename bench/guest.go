//go:build demo

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// guest is one of the demo's people with a browser's means: cookies, forms and
// the room's socket.
type guest struct {
	Person string `json:"person"`
	Role   string `json:"role"`
	Case   string `json:"case"`
	SignIn string `json:"sign_in"`

	base string
	http *http.Client
	csrf string
}

func (g *guest) picture() string { return g.Role }

// get reads a page, and keeps its forms' token.
func (g *guest) get(at string) (string, error) {
	r, err := g.http.Get(at)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", at, r.Status)
	}
	if m := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindSubmatch(b); m != nil {
		g.csrf = string(m[1])
	}
	return string(b), err
}

// post sends JSON as the room does, and reads the answer into out.
func (g *guest) post(to string, in, out any) error {
	b, err := json.Marshal(in)
	if err != nil {
		return err
	}
	q, err := http.NewRequest(http.MethodPost, g.base+to, bytes.NewReader(b))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-CSRF-Token", g.csrf)
	r, err := g.http.Do(q)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if b, err = io.ReadAll(r.Body); err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s %s", g.Role, to, r.Status, b)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(b, out)
}

// act does an act of the hearing.
func (g *guest) act(hearing, act string, more map[string]any) error {
	o := map[string]any{"key": rand.Text()}
	for k, v := range more {
		o[k] = v
	}
	return g.post("/hearings/"+hearing+"/acts/"+act, o, nil)
}

func (g *guest) ticket(hearing string) (string, error) {
	var t struct{ Token string }
	return t.Token, errors.Join(g.post("/api/hearings/"+hearing+"/ticket", struct{}{}, &t), nil)
}

// view is what the room's page is shown, as far as it is measured.
type view struct {
	T    string `json:"t"`
	View struct {
		Version uint64 `json:"version"`
		State   string `json:"state"`
		Roll    []struct {
			Person   string `json:"person"`
			Presence string `json:"presence"`
		} `json:"roll"`
	} `json:"view"`
}

// socket opens the room's socket, beats once a second, and tells each view.
func (g *guest) socket(ctx context.Context, hearing string, saw func(view)) error {
	at, err := url.Parse(g.base)
	if err != nil {
		return err
	}
	d := websocket.Dialer{Jar: g.http.Jar, EnableCompression: true}
	conn, _, err := d.Dial("ws://"+at.Host+"/api/hearings/"+hearing+"/ws", http.Header{"Origin": {g.base}})
	if err != nil {
		return err
	}
	go func() {
		defer conn.Close()
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for n := 0; ; n++ {
			if conn.WriteJSON(map[string]any{"t": "beat", "n": n}) != nil {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	go func() {
		for {
			var v view
			if conn.ReadJSON(&v) != nil {
				return
			}
			if v.T == "view" {
				saw(v)
			}
		}
	}()
	return nil
}

// arrive signs in everybody of the demo who is in a case.
func arrive(base string) ([]*guest, error) {
	r, err := http.Get(base + "/demo/people.json")
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	var all, in []*guest
	if err := json.NewDecoder(r.Body).Decode(&all); err != nil {
		return nil, err
	}
	for _, g := range all {
		if g.Case == "" {
			continue
		}
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		g.base, g.http = base, &http.Client{Jar: jar, Timeout: 30 * time.Second}
		if _, err := g.get(g.SignIn); err != nil {
			return nil, err
		}
		if _, err := g.get(base + "/account"); err != nil {
			return nil, err
		}
		in = append(in, g)
	}
	return in, nil
}

// schedule fixes a hearing for now, by the form.
func (g *guest) schedule() (hearing string, err error) {
	slug := strings.Replace(g.Case, "/", ".", 1)
	at := time.Now().Add(5*time.Hour + 20*time.Minute).UTC().Format("2006-01-02T15:04")
	r, err := g.http.PostForm(g.base+"/cases/"+slug+"/hearings", url.Values{"csrf": {g.csrf}, "key": {rand.Text()}, "at": {at}, "day_off": {at[:10]}})
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	if id := path.Base(r.Request.URL.Path); len(id) == 32 {
		return id, nil
	}
	return "", fmt.Errorf("no hearing: %s %s", r.Status, r.Request.URL)
}
