package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"tarazy/internal/esign/esigntest"
)

// Who signs next may also be one of these, who does not.
const (
	cancels = "cancel" // closes the window
	fails   = "fail"   // the key cannot be read
	waits   = "wait"   // sits before the window, or has not scanned, until chosen otherwise
)

// layer answers as NCALayer does. Its window, in which a person chooses a key,
// is a page of its own.
type layer struct {
	*authority
	mu   sync.Mutex
	next string // who signs
}

func (l *layer) who() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.next
}

// decided is who signs, once that is not to wait.
func (l *layer) decided() string {
	for l.who() == waits {
		time.Sleep(50 * time.Millisecond)
	}
	return l.who()
}

func (l *layer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case websocket.IsWebSocketUpgrade(r):
		l.talk(w, r)
	case r.Method == http.MethodPost && r.URL.Path == "/choose":
		who := r.FormValue("who")
		if l.people[who] == nil && who != cancels && who != fails && who != waits {
			http.NotFound(w, r)
			return
		}
		l.mu.Lock()
		l.next = who
		l.mu.Unlock()
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!DOCTYPE html><title>NCALayer</title><h1>%s</h1><form method=post action=/choose>", html.EscapeString(l.who()))
		for _, k := range append(l.keys(), cancels, fails, waits) {
			fmt.Fprintf(w, "<p><button name=who value=%q>%s</button>", k, html.EscapeString(k))
		}
	}
}

// request is what a page sends.
type request struct {
	Module, Method string
	Args           json.RawMessage
}

// talk answers one request after another, as the real one does.
func (l *layer) talk(w http.ResponseWriter, r *http.Request) {
	// Any page may ask the real one too: the person decides in its window.
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer c.Close()
	c.SetReadLimit(64 << 20)
	if c.WriteJSON(map[string]any{"result": map[string]string{"version": "1.4"}}) != nil {
		return
	}
	for {
		_, raw, err := c.ReadMessage()
		if err != nil {
			return
		}
		if string(raw) == "--heartbeat--" {
			continue
		}
		var q request
		answer := map[string]any{"code": "500", "message": "java.lang.NullPointerException"}
		if json.Unmarshal(raw, &q) == nil {
			answer = l.answer(q)
		}
		if c.WriteJSON(answer) != nil {
			return
		}
	}
}

func (l *layer) answer(q request) map[string]any {
	switch q.Module + "." + q.Method {
	case "kz.gov.pki.knca.basics.sign":
		return l.basics(q.Args)
	case "kz.gov.pki.knca.commonUtils.createCAdESFromBase64", "kz.gov.pki.knca.commonUtils.createCMSSignatureFromBase64":
		return l.common(q.Args)
	case "kz.gov.pki.knca.commonUtils.getActiveTokens":
		return map[string]any{"code": "200", "responseObject": []string{}}
	}
	return map[string]any{"code": "500", "message": "module not found: " + q.Module}
}

// basics is the module of 2022.
func (l *layer) basics(raw json.RawMessage) map[string]any {
	wrong := func(why string) map[string]any {
		return map[string]any{"status": false, "code": "INVOCATION_ERROR", "message": "An invoked method threw an exception.", "details": why}
	}
	var args struct {
		Format        string
		Data          json.RawMessage
		SigningParams struct {
			Decode, Encapsulate, Digested bool
			TSAProfile                    *struct{} `json:"tsaProfile"`
		}
	}
	if err := json.Unmarshal(raw, &args); err != nil {
		return wrong(err.Error())
	}
	var list []string
	single := json.Unmarshal(args.Data, &list) != nil
	if single {
		var one string
		if err := json.Unmarshal(args.Data, &one); err != nil {
			return wrong(err.Error())
		}
		list = []string{one}
	}
	p := args.SigningParams
	if args.Format != "cms" || !p.Decode || p.Digested {
		return wrong("java.lang.UnsupportedOperationException")
	}
	var made []string
	for _, data := range list {
		content, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return wrong(err.Error())
		}
		switch who := l.decided(); who {
		case cancels:
			return map[string]any{"status": true, "body": map[string]any{}}
		case fails:
			return wrong("java.security.KeyStoreException")
		default:
			made = append(made, l.sign(who, content, !p.Encapsulate, p.TSAProfile != nil))
		}
	}
	if single {
		return map[string]any{"status": true, "body": map[string]any{"result": made[0]}}
	}
	return map[string]any{"status": true, "body": map[string]any{"result": made}}
}

// common is the module before that: storage, kind of key, data, attached.
func (l *layer) common(raw json.RawMessage) map[string]any {
	var args []any
	_ = json.Unmarshal(raw, &args)
	for len(args) < 4 {
		args = append(args, nil)
	}
	data, ok := args[2].(string)
	attached, is := args[3].(bool)
	content, err := base64.StdEncoding.DecodeString(data)
	if !ok || !is || err != nil || !slices.Contains([]any{"SIGNATURE", "AUTHENTICATION"}, args[1]) {
		return map[string]any{"code": "500", "message": "java.lang.IllegalArgumentException: argument type mismatch."}
	}
	switch who := l.decided(); who {
	case cancels:
		return map[string]any{"code": "500", "message": "action.canceled"}
	case fails:
		return map[string]any{"code": "500", "message": "java.security.KeyStoreException"}
	default:
		return map[string]any{"code": "200", "responseObject": l.sign(who, content, !attached, false)}
	}
}

// phone is eGov Mobile on the phone of whoever is chosen; nil: they say no.
func (l *layer) phone(content []byte) []byte {
	switch who := l.decided(); who {
	case cancels, fails:
		return nil
	default:
		return l.cms(who, content, true, false)
	}
}

// sign signs as NCALayer answers it.
func (l *layer) sign(who string, content []byte, detached, stamped bool) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: l.cms(who, content, detached, stamped)}))
}

// cms signs with somebody's key, and has it stamped if that was asked for.
func (l *layer) cms(who string, content []byte, detached, stamped bool) []byte {
	s := esigntest.Signer{Party: l.people[who], At: time.Now().UTC()}
	if stamped {
		s.Stamp = func(value []byte) []byte { return esigntest.Stamp(l.TSA, value, esigntest.Token{At: time.Now().UTC()}) }
	}
	return esigntest.Sign(esigntest.CMS{Content: content, Detached: detached, Signers: []esigntest.Signer{s}})
}
