// Package clerk is the desk of the court: one method for each act. An act is
// authorised, decided by a noun on the state its stream says, appended to the
// record together with the registers, and only then told to the rooms and to
// whoever watches. The clerk is the only one that loads and saves.
package clerk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"maps"
	"sync"
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/record"
	"tarazy/internal/rules"
)

// Deps are what a clerk works with. Rooms, Notary, Blobs, Signer, Accounts and
// Courier may be nil: then there is no media, no proof yet, no documents,
// everyone signs with a passkey of their own, nobody is invited, and letters
// wait.
type Deps struct {
	Store  Store
	Blobs  Blobs
	Rooms  Rooms
	Notary Notary
	Clock  court.Clock
	Signer Signer
	Origin string // the log's name, "<court host>/log/<epoch>"
	Log    *slog.Logger

	Law       *rules.Law // nil is the shipped law of Kazakhstan
	Accounts  Accounts
	Courier   Courier
	Texts     Courier               // carries SMS; nil: there is no gateway
	Addresses Addresses             // nil: the court keeps none, and writes to nobody
	URL       string                // how people reach the court: what links in letters begin with
	Name      map[court.Lang]string // the court's, in letters

	Signatures Signatures // nil: electronic signatures are not taken
	TestKeys   bool       // those of a test circuit are taken too: in the demo alone
	Numbers    Numbers    // nil: nobody's number is known
	Challenges Challenges // nil: nobody signs in with such a signature
	Phone      Phone      // nil: nobody signs on a phone
	Provider   Provider   // nil: no provider vouches for people

	// Districts are those the court serves; a case that names none belongs to the
	// first. With none here a case may name any.
	Districts []string
}

// Clerk does the acts of one court. It is safe for many goroutines.
type Clerk struct {
	Deps
	folded  cache
	called  called
	feed    feed
	post    chan struct{} // there may be a letter to send
	pace    pace          // at which people act
	reports paces         // of strangers who cannot get in

	planMu sync.Mutex // held while a plan is chosen and given, so that an older one never comes last

	mu     sync.Mutex // guards what follows
	rooms  map[court.HearingID]*attend.Room
	sounds map[court.HearingID]*audible
	spots  map[court.HearingID]map[court.PersonID]spot
	active map[court.HearingID]bool      // hearings that people may be in
	doors  map[court.HearingID]time.Time // when the waiting rooms of others open
	steps  map[court.HearingID]map[court.PersonID]hearing.Step
	gone   map[court.HearingID]time.Time // since when the record of a live hearing cannot be kept
	media  mediaState
	out    outbox
}

// New makes a clerk. Call Start before people come in.
func New(d Deps) *Clerk {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Law == nil {
		d.Law = rules.Kazakhstan()
	}
	return &Clerk{Deps: d, post: make(chan struct{}, 1), rooms: map[court.HearingID]*attend.Room{}, active: map[court.HearingID]bool{}, doors: map[court.HearingID]time.Time{}, gone: map[court.HearingID]time.Time{}, steps: map[court.HearingID]map[court.PersonID]hearing.Step{},
		out:    outbox{owing: map[court.HearingID]bool{}, tries: map[string]try{}},
		sounds: map[court.HearingID]*audible{}, spots: map[court.HearingID]map[court.PersonID]spot{}}
}

// desk is one act on its way through the store's writer.
type desk struct {
	*Clerk
	View
	tx    Tx
	by    court.PersonID
	stamp Stamp
	done  Done
	// after says what changed, for those to be told once it is durable.
	after []change
}

// change is a stream's new state.
type change struct {
	stream  court.StreamID
	version uint64
	state   any
}

// act runs one act of a person. The same key again answers what was done the
// first time; the same key for something else is refused.
func (c *Clerk) act(ctx context.Context, by court.PersonID, st Stamp, same want, decide func(*desk) error) (Done, error) {
	if !validKey(st.Key) {
		return Done{}, fault.Invalid("act.key_invalid")
	}
	d := &desk{Clerk: c, by: by, stamp: st}
	err := c.Store.Act(ctx, func(tx Tx) error {
		d.tx, d.View = tx, tx
		refs, found, err := tx.Acted(by, st.Key)
		if err != nil {
			return err
		}
		if found && len(refs) > 0 {
			return d.again(refs, same)
		}
		return decide(d)
	})
	if err != nil {
		return Done{}, c.onClock(err)
	}
	// If we die here the act is done and nobody was told: at the next start
	// Plans gives the rooms what they missed, and pages read the record.
	c.tell(d.after)
	return d.done, nil
}

// onClock puts the times of a refusal on the court's clock: nouns know none.
func (c *Clerk) onClock(err error) error {
	refusal, is := err.(*fault.Error)
	if !is {
		return err
	}
	args := maps.Clone(refusal.Args)
	for k, arg := range args {
		if at, is := arg.(time.Time); is {
			args[k] = c.Law.Local(at)
		}
	}
	return refusal.With(args)
}

// entry is one stream's part of an act.
type entry struct {
	stream court.StreamID
	data   []record.Data
}

// append writes the entries as one act, folds them, and puts the registers.
// The first event of the actor's first entry leads: it carries the signature
// and is what the act answers. What the program adds of its own to a person's
// act has a key of its own.
func (d *desk) append(by court.Actor, sig *record.Signature, entries ...entry) error {
	own, key := by.Person == d.by, d.stamp.Key
	if !own {
		key = NewKey(d.Clock.Now())
	}
	var drafts []record.Draft
	for _, e := range entries {
		for _, data := range e.data {
			drafts = append(drafts, record.Draft{Stream: e.stream, Type: data.EventType(), By: by, Data: data, Key: key})
		}
	}
	leads := own && d.done.Ref.Version == 0
	if leads {
		drafts[0].Sig = sig
	}
	events, err := d.tx.Append(drafts...)
	if err != nil {
		return err
	}
	if leads {
		h := events[0].Header
		ref, err := d.Leaf(h.Stream, h.Version)
		if err != nil {
			return err
		}
		d.done = Done{Ref: ref, At: events[0].Payload.At}
	}
	return d.settle(events)
}

// settle folds appended events into their streams' states and puts the
// register rows that changed with them.
func (d *desk) settle(events []record.Event) error {
	for len(events) > 0 {
		n := 1
		for n < len(events) && events[n].Header.Stream == events[0].Header.Stream {
			n++
		}
		state, rows, err := d.refold(events[:n])
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			if err := d.tx.Put(rows...); err != nil {
				return err
			}
		}
		last := events[n-1]
		d.after = append(d.after, change{last.Header.Stream, last.Header.Version, state})
		events = events[n:]
	}
	return nil
}

func newStream() court.StreamID { return court.StreamID(random()) }

// random is 32 hex digits. crypto/rand.Read never fails: it stops the program
// where the machine has no randomness.
func random() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
