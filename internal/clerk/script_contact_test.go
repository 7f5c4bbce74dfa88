package clerk_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
)

// book is an address book of the test: everybody has an address by their name.
type book struct {
	known map[court.PersonID]clerk.Addressee
	kept  map[string]string
	due   []clerk.AddressChange
}

func (b *book) Address(_ context.Context, p court.PersonID) (clerk.Addressee, error) {
	return b.known[p], nil
}

func (b *book) Readdress(_ context.Context, p court.PersonID, to clerk.Addressee) error {
	b.known[p] = to
	return nil
}
func (b *book) Tell(_ context.Context, p court.PersonID, about string) error {
	to := b.known[p]
	b.due = append(b.due, clerk.AddressChange{Person: p, About: about, Channel: "email", To: to.Email, Name: to.Name, Lang: court.Kazakh})
	return nil
}
func (b *book) Changes(context.Context) ([]clerk.AddressChange, error) {
	return slices.Clone(b.due), nil
}
func (b *book) Told(_ context.Context, c clerk.AddressChange, _ error) error {
	b.due = slices.DeleteFunc(b.due, func(o clerk.AddressChange) bool { return o == c })
	return nil
}
func (b *book) Keep(_ context.Context, key, words string, _ time.Time) error {
	b.kept[key] = words
	return nil
}
func (b *book) Kept(_ context.Context, key string) (words string, err error) { return b.kept[key], nil }

// post carries messages, or refuses them as it is told.
type post struct {
	refusal error
	took    []clerk.Message
}

func (p *post) Send(_ context.Context, m clerk.Message) error {
	if p.refusal == nil {
		p.took = append(p.took, m)
	}
	return p.refusal
}

// openPost gives the court an address book and the ways to write.
func (b *bench) openPost() {
	b.addresses = &book{known: map[court.PersonID]clerk.Addressee{}, kept: map[string]string{}}
	for name, p := range b.people {
		b.addresses.known[p] = clerk.Addressee{Name: name, Email: name + "@home.example", Phone: "+77010000042", Lang: court.English}
	}
	b.letters, b.texts = &post{}, &post{}
	b.newClerk()
}

// postDoes is what befalls the post.
func (m *minutes) postDoes(what string) {
	switch what {
	case "has post":
		m.openPost()
		m.must(m.c.Start(m.t.Context()))
	case "loses post":
		m.letters.refusal = fault.Unavailable("courier.away")
	case "post refuses":
		m.letters.refusal = fault.Invalid("courier.refused")
	case "restores post":
		m.letters.refusal = nil
	}
}

func (m *minutes) contactAct(who, verb string, words []string) func() (clerk.Done, error) {
	ctx, by, st, h := m.t.Context(), m.people[who], m.stamp(), m.hearing
	no := func() uint64 {
		n, err := strconv.ParseUint(words[0], 10, 64)
		m.must(err)
		return n
	}
	switch verb {
	case "writes-to":
		cmd := clerk.Contact{Stamp: st, Hearing: h, Person: m.people[words[0]], Channel: words[1]}
		return func() (clerk.Done, error) { return m.c.Write(ctx, by, cmd) }
	case "disputes":
		cmd := clerk.Numbered{Stamp: st, Hearing: h, No: no()}
		return func() (clerk.Done, error) { return m.c.Dispute(ctx, by, cmd) }
	case "answers-report":
		cmd := clerk.Numbered{Stamp: st, Hearing: h, No: no(), Reason: strings.Join(words[1:], " ")}
		return func() (clerk.Done, error) { return m.c.AnswerReport(ctx, by, cmd) }
	case "cannot-enter", "unknown-cannot-enter": // what and words of one's own; unknown: has not signed in
		cmd := clerk.CannotEnter{Stamp: st, Case: m.no, What: words[0], Text: strings.Join(words[1:], " ")}
		if verb == "unknown-cannot-enter" {
			by, cmd.Name, cmd.Reach = "", who, "+7 701 000 00 77"
		}
		return func() (clerk.Done, error) {
			_, err := m.c.CannotEnter(ctx, by, cmd)
			return clerk.Done{}, err
		}
	}
	return nil
}

// expectTask compares the secretary's tasks: who is missing, why, and what is next.
func (m *minutes) expectTasks(want string) error {
	v, err := m.c.HearingView(m.t.Context(), m.people["secretary"], m.hearing)
	if err != nil {
		return err
	}
	var got []string
	for _, t := range v.Contact.Tasks {
		got = append(got, fmt.Sprintf("%s:%s:%s", m.names[t.Seat.Person], t.Kind, t.Next))
	}
	for _, r := range v.Contact.Reports {
		like := m.names[r.Like]
		got = append(got, strings.TrimSuffix(fmt.Sprintf("alarm:%d:%s%s", r.Version, r.Reach, like), ":"))
	}
	slices.Sort(got)
	if all := strings.Join(got, " "); all != want {
		return fmt.Errorf("tasks: %s", all)
	}
	return nil
}
