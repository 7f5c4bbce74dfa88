// Package court is the vocabulary every other package speaks: who, in what
// role, in which case, under which article, at what time. It imports nothing
// of ours and does no work beyond checking that a word is well formed.
package court

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// PersonID names a person for ever: "p-" and 16 lowercase hex digits.
type PersonID string

// StreamID names a stream of the record: 32 lowercase hex digits, random.
type StreamID string

// HearingID is the StreamID of the hearing's own stream.
type HearingID = StreamID

// TalkID names a private talk and the media room it has for itself: 32
// lowercase hex digits, random.
type TalkID = StreamID

// CaseID is the StreamID of the case's own stream.
type CaseID = StreamID

// CaseNo is the number a court gives a case, as people write it: digits, Latin
// letters, hyphens and at most one slash, for example "7501-26-00-2/1".
type CaseNo string

var caseNo = regexp.MustCompile(`^[0-9A-Za-z]+(-[0-9A-Za-z]+)*(/[0-9A-Za-z]+(-[0-9A-Za-z]+)*)?$`)

// ParseCaseNo reads a case number typed by a person. ok is false when it is
// empty, longer than 40 characters, or has other characters.
func ParseCaseNo(s string) (no CaseNo, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) > 40 || !caseNo.MatchString(s) {
		return "", false
	}
	return CaseNo(s), true
}

// Slug is the number as one path segment of a URL: the slash becomes a dot,
// which no number contains.
func (n CaseNo) Slug() string { return strings.Replace(string(n), "/", ".", 1) }

// CaseNoOfSlug reverses Slug.
func CaseNoOfSlug(s string) (CaseNo, bool) {
	return ParseCaseNo(strings.Replace(s, ".", "/", 1))
}

// Lang is a language of the court.
type Lang string

const (
	Kazakh  Lang = "kk"
	Russian Lang = "ru"
	English Lang = "en"
)

// Langs lists the languages, Kazakh first.
func Langs() []Lang { return []Lang{Kazakh, Russian, English} }

// ParseLang answers Kazakh, false for anything it does not know.
func ParseLang(s string) (Lang, bool) {
	for _, l := range Langs() {
		if string(l) == s {
			return l, true
		}
	}
	return Kazakh, false
}

// Kind is the kind of proceeding. The rules depend on it.
type Kind string

const (
	Civil          Kind = "civil"
	Criminal       Kind = "criminal"
	Administrative Kind = "administrative"
	// Offence is a case of an administrative offence, which has a code of its own.
	Offence Kind = "offence"
)

// Kinds lists the kinds of proceeding.
func Kinds() []Kind { return []Kind{Civil, Criminal, Administrative, Offence} }

// Format is how a hearing is held.
type Format string

const (
	InPerson Format = "in_person"
	Hybrid   Format = "hybrid"
	Online   Format = "online"
	Papers   Format = "papers"
)

// Formats lists the formats, the courtroom first.
func Formats() []Format { return []Format{InPerson, Hybrid, Online, Papers} }

// Actor is who did an act, and as what. The program's own observations have
// an empty Person and the role Server.
type Actor struct {
	Person PersonID `json:"person"`
	Role   Role     `json:"role"`
}

// TheServer is the author of what the program itself observed.
func TheServer() Actor { return Actor{Role: Server} }

// Article cites the law. Verify is true while no lawyer has confirmed it:
// what is uncertain is shown as uncertain.
type Article struct {
	Code   string `json:"code"`
	No     string `json:"no"`
	Verify bool   `json:"verify"`
}

func (a Article) String() string {
	if a.Verify {
		return fmt.Sprintf("%s %s (verify)", a.Code, a.No)
	}
	return a.Code + " " + a.No
}

// Clock tells the time. Only cli, livekit and the
// verifier's command hold the machine's clock.
type Clock interface{ Now() time.Time }

// ClockFunc makes a function a Clock.
type ClockFunc func() time.Time

// Now calls f.
func (f ClockFunc) Now() time.Time { return f() }
