package clerk

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/record"
)

// An idempotency key is any 16 to record.MaxKey letters, digits, "-" and "_".
// Those the court makes begin with their moment, "t" and eleven hexadecimal
// digits of milliseconds since 1970: the store keeps the keys of one time side
// by side. Nothing else follows from it, and a key that lies harms nobody.
const keyMoment = len("t0123456789a-")

// NewKey makes an idempotency key.
func NewKey(at time.Time) string { return fmt.Sprintf("t%011x-%s", at.UnixMilli(), rand.Text()) }

// KeyOver is the key of one content sent under a key: a form sent again with
// the same content has the same, and one that the browser brought back with
// another content in it is another act.
func KeyOver(key string, content ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{key}, content...), "\x00")))
	moment := ""
	if _, ok := KeyTime(key); ok {
		moment = key[:keyMoment]
	}
	return moment + hex.EncodeToString(sum[:16])
}

// KeyTime is the moment a key says it was made, in milliseconds since 1970;
// ok is false for a key of another form.
func KeyTime(key string) (ms uint64, ok bool) {
	if len(key) <= keyMoment || key[0] != 't' || key[keyMoment-1] != '-' {
		return 0, false
	}
	ms, err := strconv.ParseUint(key[1:keyMoment-1], 16, 48)
	return ms, err == nil
}

// validKey accepts 16 to 64 characters [0-9A-Za-z_-].
func validKey(k string) bool {
	if len(k) < 16 || len(k) > record.MaxKey {
		return false
	}
	for _, c := range []byte(k) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}
