package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"tarazy/internal/fault"
)

// A password has at least minPassword characters and no other rule: length is
// what protects, and rules of composition make people write it down.
const (
	minPassword = 12
	maxPassword = 1024 // bytes; more is an attempt to keep us busy
)

// The cost of argon2id, as RFC 9106 recommends where memory is short.
const (
	argonTime    = 3
	argonMemory  = 64 << 10 // KiB
	argonThreads = 2
	argonAtOnce  = 4 // passwords hashed at one time: 256 MiB at most
)

func checkPassword(p string) error {
	if utf8.RuneCountInString(p) < minPassword {
		return fault.Invalid("signin.password.short").With(fault.Args{"n": minPassword}).On("password")
	}
	if len(p) > maxPassword {
		return fault.Invalid("signin.password.long").On("password")
	}
	if guessed(p) {
		return fault.Invalid("signin.password.guessed").On("password")
	}
	return nil
}

// guessed reports whether a password is among those tried first: a common word
// with digits or marks around it, one character over and over, or a run of the
// keyboard.
func guessed(p string) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, p)
	common := []string{"", "password", "passw", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsx", "qazwsxedc", "letmein", "welcome", "admin", "administrator",
		"tarazy", "court", "kazakhstan", "qazaqstan", "astana", "almaty", "iloveyou", "parol", "пароль", "йцукен", "йцукенгшщзхъ", "құпиясөз", "қазақстан", "казахстан", "суд", "сот"}
	if slices.Contains(common, letters) {
		return true
	}
	kinds := map[rune]bool{}
	for _, r := range p {
		kinds[r] = true
	}
	return len(kinds) < 5
}

// hash waits for its turn: many tries at once must not eat the memory the
// hearings need.
func (d *Desk) hash(p string) string {
	d.hashing <- struct{}{}
	defer func() { <-d.hashing }()
	return hashPassword(p)
}

// holds is passwordHolds in its turn.
func (d *Desk) holds(kept, p string) bool {
	d.hashing <- struct{}{}
	defer func() { <-d.hashing }()
	return passwordHolds(kept, p)
}

// hashPassword is "argon2id$time$memory$threads$salt$hash".
func hashPassword(p string) string {
	var salt [16]byte
	rand.Read(salt[:]) // never fails
	h := argon2.IDKey([]byte(p), salt[:], argonTime, argonMemory, argonThreads, 32)
	return fmt.Sprintf("argon2id$%d$%d$%d$%s$%s", argonTime, argonMemory, argonThreads, b64(salt[:]), b64(h))
}

// passwordHolds compares in constant time. A person without a password costs
// the same work, so that time does not tell who has an account.
func passwordHolds(kept, p string) bool {
	if kept == "" {
		hashPassword(p)
		return false
	}
	parts := strings.Split(kept, "$")
	if len(parts) != 6 || parts[0] != "argon2id" {
		return false
	}
	var time, memory uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[1]+" "+parts[2]+" "+parts[3], "%d %d %d", &time, &memory, &threads); err != nil {
		return false
	}
	salt, err1 := base64.RawURLEncoding.DecodeString(parts[4])
	want, err2 := base64.RawURLEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(p), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}
