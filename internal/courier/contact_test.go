package courier

import (
	"encoding/json"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/identity"
	"tarazy/internal/signin"
	"tarazy/internal/store/storetest"
)

// office is a court with a store, accounts, a mail server and a gateway, all
// of them real but for the gateway's telephones.
type office struct {
	t      *testing.T
	c      *clerk.Clerk
	deps   clerk.Deps
	desk   *signin.Desk
	people map[string]court.PersonID
	file   court.CaseID
	no     court.HearingID

	mu  sync.Mutex
	now time.Time // by mu: the store's writer reads the clock too
}

func newOffice(t *testing.T, mail, texts clerk.Courier) *office {
	o := &office{t: t, now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC), people: map[string]court.PersonID{}}
	clock := court.ClockFunc(o.clock)
	cabinet, err := signin.OpenFile(filepath.Join(t.TempDir(), "accounts.json"))
	o.must(err)
	o.desk, err = signin.New(signin.Config{Cabinet: cabinet, Clock: clock, Origin: "https://court.example", Court: "Court"})
	o.must(err)
	o.deps = clerk.Deps{Store: storetest.Open(t, filepath.Join(t.TempDir(), "r.sqlite"), clock), Clock: clock, Origin: storetest.Log, Accounts: o.desk, Addresses: o.desk,
		Courier: mail, Texts: texts, URL: "https://court.example", Name: map[court.Lang]string{court.Kazakh: "Алматы соты"}}
	o.restart()
	o.must(o.c.Found(t.Context(), "court"))
	for _, name := range []string{"claimant", "respondent", "judge", "secretary", "registrar"} { // the registrar last: then nobody enrols without one
		var staff []court.Role
		if role := court.Role(name); role.OnBench() || role == court.Registrar {
			staff = []court.Role{role}
		}
		d, err := o.c.Enrol(t.Context(), "", clerk.Enrol{Stamp: stamp("enrol-" + name), Name: name, Lang: court.Kazakh, Staff: staff})
		o.must(err)
		o.people[name] = identity.Of(d.Ref.Stream)
	}
	p := o.people
	d, err := o.c.OpenCase(t.Context(), p["registrar"], clerk.OpenCase{Stamp: stamp("case"), No: "7501-26-00-2/1", Kind: court.Civil, Subject: "debt", Judge: p["judge"],
		Secretary: p["secretary"], Parties: []clerk.PartyEntry{{Person: p["claimant"], Role: court.Claimant}, {Person: p["respondent"], Role: court.Respondent}}})
	o.must(err)
	o.file = d.Ref.Stream
	d, err = o.c.Schedule(t.Context(), p["judge"], clerk.Schedule{Stamp: stamp("schedule"), Case: o.file, At: o.clock()})
	o.must(err)
	o.no = d.Ref.Stream
	_, err = o.c.PrepareToEnter(t.Context(), p["judge"], clerk.Prepare{Stamp: stamp("prepare"), Hearing: o.no, Camera: "ok", Microphone: "ok", Sound: "ok", NoRecording: true})
	o.must(err)
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) later(by time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(by)
}

func stamp(key string) clerk.Stamp {
	return clerk.Stamp{Key: (key + "-0000000000000000")[:max(16, len(key))]}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// restart is a new program on the same data.
func (o *office) restart() {
	o.c = clerk.New(o.deps)
	if len(o.people) > 0 {
		o.must(o.c.Start(o.t.Context()))
	}
}

func (o *office) post() {
	o.t.Helper()
	o.must(o.c.SendContacts(o.t.Context()))
	o.must(o.c.SendChanges(o.t.Context()))
}

// write has the program write to the respondent.
func (o *office) write(channel string) clerk.Done {
	o.t.Helper()
	d, err := o.c.Write(o.t.Context(), o.people["secretary"], clerk.Contact{Stamp: stamp("write-" + channel), Hearing: o.no, Person: o.people["respondent"], Channel: channel})
	o.must(err)
	return d
}

// recorded is the hearing's whole record as text.
func (o *office) recorded() string {
	var all strings.Builder
	o.must(o.deps.Store.View(o.t.Context(), func(v clerk.View) error {
		events, err := v.Events(o.no, 0)
		for _, e := range events {
			b, _ := json.Marshal(e.Payload)
			all.Write(b)
		}
		return err
	}))
	return all.String()
}

func read(t *testing.T, raw string) (m *mail.Message, subject, body string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, _ = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	b, _ := io.ReadAll(quotedprintable.NewReader(m.Body))
	return m, subject, strings.ReplaceAll(string(b), "\r\n", "\n")
}

// TestReachingAMissingPerson: letters and text messages go out in the person's
// language with a link that opens nothing by itself; what becomes of them is
// in the record, and the addresses are not.
func TestReachingAMissingPerson(t *testing.T) {
	s, g := listen(t, &server{}), &gateway{}
	o := newOffice(t, s.courier(t, nil), open(t, g))
	ctx, who := t.Context(), o.people["respondent"]
	o.must(o.c.Readdress(ctx, o.people["registrar"], who, "Respondent@Home.example", "8 (701) 000-00-42"))
	o.write("email")
	o.write("sms")
	o.post()
	m, subject, body := read(t, <-s.letters)
	link := "https://court.example/hearings/" + string(o.no)
	if m.Header.Get("To") != "<respondent@home.example>" || subject != "Сот сізді күтіп отыр: 7501-26-00-2/1 іс бойынша отырыс" || !strings.Contains(body, "\n"+link+"\n") {
		t.Errorf("the letter: %q %q\n%s", m.Header.Get("To"), subject, body)
	}
	for _, text := range g.sent {
		if text.To != "+77010000042" || text.Text != "7501-26-00-2/1 іс: сот сізді отырыста күтіп отыр. "+link {
			t.Errorf("the message: %+v", text)
		}
	}
	// A call entered by hand is declared, and the person is told.
	d, err := o.c.ContactAttempt(ctx, o.people["secretary"], clerk.Contact{Stamp: stamp("declared"), Hearing: o.no, Person: who, Channel: "phone", Result: "no_answer"})
	o.must(err)
	o.post()
	if _, subject, body := read(t, <-s.letters); !strings.HasPrefix(subject, "Жазбада сізге хабарласқаны") || !strings.Contains(body, "жауап болмады") || !strings.Contains(body, "Маған ешкім хабарласқан жоқ") {
		t.Errorf("the notice: %q\n%s", subject, body)
	}
	_, err = o.c.Dispute(ctx, who, clerk.Numbered{Stamp: stamp("dispute"), Hearing: o.no, No: d.Ref.Version})
	o.must(err)
	text := strings.ToLower(o.recorded())
	for _, address := range []string{"home.example", "respondent@", "7010000042"} {
		if strings.Contains(text, address) {
			t.Errorf("the record has the address: %s", address)
		}
	}
	if !strings.Contains(text, "r•••@h•••.example") || strings.Count(text, `"state":"sent"`) != 3 || !strings.Contains(text, "contact_disputed") {
		t.Errorf("the record: %s", text)
	}
	if len(g.sent) != 1 || len(s.letters) != 0 {
		t.Errorf("%d messages, %d letters more", len(g.sent), len(s.letters))
	}
}

// TestACrashLosesAndDoublesNothing: a message whose answer was lost with the
// program goes out again under the same name, and the gateway sends it once.
func TestACrashLosesAndDoublesNothing(t *testing.T) {
	s, g := listen(t, &server{}), &gateway{deaf: true}
	o := newOffice(t, s.courier(t, nil), open(t, g))
	o.must(o.c.Readdress(t.Context(), o.people["respondent"], o.people["respondent"], "r@home.example", "+77010000042"))
	o.write("sms")
	o.write("email")
	o.restart() // before anything was tried
	o.post()
	first := <-s.letters
	o.restart() // the gateway took the message; the answer was lost
	g.hear()
	o.post()
	o.later(time.Hour)
	o.post()
	if len(g.sent) != 1 || g.asked != 2 {
		t.Errorf("%d messages, asked %d times", len(g.sent), g.asked)
	}
	if len(s.letters) != 0 || !strings.Contains(first, "r@home.example") {
		t.Errorf("%d letters more", len(s.letters))
	}
	if text := o.recorded(); strings.Count(text, `"state":"sent"`) != 2 || strings.Count(text, `"state":"delayed"`) != 1 {
		t.Errorf("the record: %s", text)
	}
}

// TestTheOldAddressIsTold of every change, whoever made it.
func TestTheOldAddressIsTold(t *testing.T) {
	s, g := listen(t, &server{}), &gateway{}
	o := newOffice(t, s.courier(t, nil), open(t, g))
	ctx, who := t.Context(), o.people["respondent"]
	o.must(o.c.Readdress(ctx, who, who, "old@home.example", "+77010000042"))
	o.post()
	if len(s.letters)+len(g.sent) != 0 {
		t.Fatal("somebody was told of a first address")
	}
	if err := o.c.Readdress(ctx, o.people["claimant"], who, "evil@home.example", ""); err == nil {
		t.Fatal("another party changed it")
	}
	o.must(o.c.Readdress(ctx, o.people["registrar"], who, "new@home.example", "+77010000043"))
	o.restart()
	o.post()
	m, subject, body := read(t, <-s.letters)
	if m.Header.Get("To") != "<old@home.example>" || !strings.HasPrefix(subject, "Байланыс деректеріңіз өзгертілді") || strings.Contains(body, "new@") {
		t.Errorf("%s %q\n%s", m.Header.Get("To"), subject, body)
	}
	for _, text := range g.sent {
		if text.To != "+77010000042" {
			t.Errorf("told %s", text.To)
		}
	}
	o.later(time.Hour)
	o.post()
	if len(s.letters) != 0 || len(g.sent) != 1 {
		t.Errorf("told again: %d, %d", len(s.letters), len(g.sent))
	}
	to, err := o.c.Contacts(ctx, who, who)
	o.must(err)
	if to.Email != "new@home.example" || to.Phone != "+77010000043" {
		t.Errorf("%+v", to)
	}
	if _, err := o.c.Contacts(ctx, o.people["judge"], who); err == nil {
		t.Error("the judge read it")
	}
}
