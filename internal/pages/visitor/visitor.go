// Package visitor carries who is asking through a request: the one value that
// doors share. It decides nothing; the clerk asks for a person and judges.
package visitor

import (
	"context"

	"tarazy/internal/court"
)

// Visitor is who is asking. Person is empty when nobody has signed in.
type Visitor struct {
	Person court.PersonID
	Name   string
	Lang   court.Lang
	CSRF   string // goes into the form field "csrf" or the header X-CSRF-Token
	Demo   bool   // the court is a demo; every page says so loudly
	// Still reports whether the session this began with still stands, for what
	// outlives its request. Nil where nobody has signed in.
	Still func(context.Context) bool
}

// Ended reports that the session has been ended since.
func (v Visitor) Ended(ctx context.Context) bool { return v.Still != nil && !v.Still(ctx) }

// SignedIn reports whether somebody has signed in.
func (v Visitor) SignedIn() bool { return v.Person != "" }

type key struct{}

// From is the visitor of the request; without one, nobody, in Kazakh.
func From(ctx context.Context) Visitor {
	if v, ok := ctx.Value(key{}).(Visitor); ok {
		return v
	}
	return Visitor{Lang: court.Kazakh}
}

// With returns ctx carrying v.
func With(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, key{}, v)
}
