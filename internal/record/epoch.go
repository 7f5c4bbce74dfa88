package record

import (
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// maxEpochDigits bounds the number in a log's name.
const maxEpochDigits = 9

// Epoch splits the origin of a log, "<court host>/log/<epoch>". ok is false for
// a name of another form: such a log has no epochs.
func Epoch(log string) (court string, epoch int64, ok bool) {
	i := strings.LastIndex(log, "/log/")
	if i <= 0 {
		return "", 0, false
	}
	digits := log[i+len("/log/"):]
	if len(digits) == 0 || len(digits) > maxEpochDigits || digits[0] == '0' {
		return "", 0, false
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return "", 0, false
		}
	}
	epoch, err := strconv.ParseInt(digits, 10, 64)
	return log[:i], epoch, err == nil
}

// EpochLog is the origin of a court's log in an epoch.
func EpochLog(court string, epoch int64) string {
	return court + "/log/" + strconv.FormatInt(epoch, 10)
}

// RotationLine begins the statement that a log goes on under another key.
const RotationLine = "tarazy log rotation v1\n"

// SignRotation is the statement, a signed note, that the log of the verifier key
// was goes on as that of now: under the signatures of both, so that whoever
// trusts the one has the other from it.
func SignRotation(was, now string, before, after note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: RotationLine + was + "\n" + now + "\n"}, before, after)
	return string(signed), err
}

// Continues reports whether the tree of the log now may hold events of the log
// was: it is the same log, or a later epoch of the same court's. A recovery
// gives the log a new name and key, and the tree goes on under it, so a stream
// may begin in one epoch and go on in the next.
func Continues(now, was string) bool {
	if now == was {
		return true
	}
	court, epoch, ok := Epoch(now)
	courtWas, epochWas, okWas := Epoch(was)
	return ok && okWas && court == courtWas && epochWas < epoch
}
