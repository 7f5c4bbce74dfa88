// Package fault holds the kinds of refusal. A refusal carries a message key
// for the person (looked up in the catalogues) and, apart from it, a cause for
// the operator's log.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal it is; doors turn it into a status.
type Kind int

const (
	KindInternal    Kind = iota // our own failure; people see a general text
	KindInvalid                 // the input is wrong: 422
	KindForbidden               // not this person, or not now: 403
	KindConflict                // the state has moved on: 409
	KindNotFound                // there is none, or not for you: 404
	KindSealed                  // confidential: 403
	KindUnavailable             // try again: 503
	KindLimit                   // too much or too often: 429 or 413
)

// Args fill the placeholders of a message, by name.
type Args map[string]any

// Error is a refusal.
type Error struct {
	Kind  Kind
	Key   string // message key for people, e.g. "hearing.open.not_lobby"
	Args  Args
	Field string // the form field it belongs to, if any
	Cause error  // for operators; never shown to people
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return fmt.Sprintf("%s: %v", e.Key, e.Cause)
	}
	return e.Key
}

func (e *Error) Unwrap() error { return e.Cause }

// With returns a copy with placeholders filled.
func (e *Error) With(a Args) *Error { c := *e; c.Args = a; return &c }

// On returns a copy tied to a form field.
func (e *Error) On(field string) *Error { c := *e; c.Field = field; return &c }

// Because returns a copy with a cause for operators.
func (e *Error) Because(cause error) *Error { c := *e; c.Cause = cause; return &c }

func Invalid(key string) *Error     { return &Error{Kind: KindInvalid, Key: key} }
func Forbidden(key string) *Error   { return &Error{Kind: KindForbidden, Key: key} }
func Conflict(key string) *Error    { return &Error{Kind: KindConflict, Key: key} }
func NotFound(key string) *Error    { return &Error{Kind: KindNotFound, Key: key} }
func Sealed(key string) *Error      { return &Error{Kind: KindSealed, Key: key} }
func Unavailable(key string) *Error { return &Error{Kind: KindUnavailable, Key: key} }
func Limit(key string) *Error       { return &Error{Kind: KindLimit, Key: key} }

// Of finds the refusal in err's chain. Anything that is not a refusal is
// internal: people see a general text, operators the cause.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInternal, Key: "fault.internal", Cause: err}
}

// Is reports whether err is a refusal of kind k.
func Is(err error, k Kind) bool { return err != nil && Of(err).Kind == k }
