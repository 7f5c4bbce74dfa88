package livekit

import (
	"os"
	"strings"

	"tarazy/internal/fault"
)

// ReadKey reads the media server's key file: one line "key: secret". It
// refuses a file that others than its owner may read.
func ReadKey(file string) (key, secret string, err error) {
	st, err := os.Stat(file)
	if err != nil {
		return "", "", fault.Invalid("media.key.unreadable").Because(err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return "", "", fault.Invalid("media.key.open_to_others")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", "", fault.Invalid("media.key.unreadable").Because(err)
	}
	key, secret, ok := strings.Cut(strings.TrimSpace(string(b)), ":")
	key, secret = strings.TrimSpace(key), strings.TrimSpace(secret)
	if !ok || key == "" || len(secret) < 32 {
		return "", "", fault.Invalid("media.key.malformed")
	}
	return key, secret, nil
}
