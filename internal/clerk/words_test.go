package clerk_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"tarazy/internal/court"
	"tarazy/internal/hearing"
	"tarazy/internal/i18n"
)

var refusal = regexp.MustCompile(`fault\.(?:Invalid|Forbidden|Conflict|NotFound|Sealed|Unavailable|Limit)\("([^"]+)"\)`)

// TestEveryRefusalHasWords reads the source: a refusal without words in a
// language would show a key to a person.
func TestEveryRefusalHasWords(t *testing.T) {
	found := 0
	for _, dir := range []string{"identity", "docket", "rules", "hearing", "attend", "clerk"} {
		files, _ := filepath.Glob("../" + dir + "/*.go")
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range refusal.FindAllStringSubmatch(string(b), -1) {
				found++
				has(t, m[1])
			}
		}
	}
	if found < 50 {
		t.Errorf("found only %d refusals: has the way they are written changed?", found)
	}
}

// TestEveryEventHasWords: each line of the journal, each role, state, sign.
func TestEveryEventHasWords(t *testing.T) {
	events := regexp.MustCompile(`return "(hearing\.[a-z_]+)"`)
	files, _ := filepath.Glob("../hearing/*.go")
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range events.FindAllStringSubmatch(string(b), -1) {
			has(t, "journal."+m[1])
		}
	}
	for _, way := range []string{"", ".heard", ".court"} {
		has(t, "journal."+hearing.SoundFailed{}.EventType()+way+"."+hearing.SoundChoppy)
		has(t, "journal."+hearing.SoundBack{}.EventType()+way)
	}
	for _, r := range append(court.Roles(), court.Server) {
		has(t, "role."+string(r))
	}
	for _, s := range []hearing.State{hearing.Scheduled, hearing.Lobby, hearing.Session, hearing.Recess, hearing.Held,
		hearing.TechnicalBreak, hearing.Adjourned, hearing.Ended} {
		has(t, "state."+string(s))
	}
	for _, p := range []hearing.Presence{hearing.Outside, hearing.Waiting, hearing.Inside, hearing.Lost, hearing.Gone, hearing.PutOut} {
		has(t, "presence."+string(p))
	}
	for _, c := range []hearing.Cause{hearing.LeftByOwnAct, hearing.ByOrder, hearing.NotEstablished, hearing.ThePlace, hearing.TheCourt} {
		has(t, "cause."+string(c))
	}
	for _, s := range []string{hearing.SignHeartbeat, hearing.SignPackets, hearing.SignSocket, hearing.SignMediaLeft,
		hearing.SignMediaDown, hearing.SignRestarted, hearing.SignAllAtOnce} {
		has(t, "sign."+s)
	}
	for _, c := range hearing.ContactChannels() {
		has(t, "contact.channel."+c)
	}
	for _, r := range hearing.ContactResults() {
		has(t, "contact.result."+r)
	}
}

func has(t *testing.T, key string) {
	t.Helper()
	for _, l := range court.Langs() {
		if !i18n.Has(l, key) {
			t.Errorf("%s has no words in %s", key, l)
		}
	}
}
