package clerk

import (
	"context"
	"io"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/record"
)

// Store keeps the record and the registers of one log. It has one writer.
type Store interface {
	// Act runs fn inside the log's writer. What fn appends and puts becomes
	// durable together or not at all, and Act returns only then. Other acts may
	// share the commit; a refused fn takes none of them with it. fn may be run
	// once only and must not block on anything but tx.
	Act(ctx context.Context, fn func(tx Tx) error) error
	// View runs fn on a consistent, durable snapshot.
	View(ctx context.Context, fn func(v View) error) error
	// Each hands out every durable event in the log's order. It fails where one
	// is missing or cannot be read.
	Each(ctx context.Context, fn func(e record.Event) error) error
}

// View reads the record and the registers.
type View interface {
	// Events are the stream's events with version > after, payloads decrypted.
	// Erased or sealed ones are stubs. In a Tx, includes what was just appended.
	Events(stream court.StreamID, after uint64) ([]record.Event, error)
	// Head of the stream; the zero Head when it has no event.
	Head(stream court.StreamID) (record.Head, error)
	// Acted finds what the actor's earlier act with this idempotency key appended.
	Acted(by court.PersonID, key string) (refs []record.Ref, found bool, err error)
	// Leaf is the place of an event in the log.
	Leaf(stream court.StreamID, version uint64) (record.Ref, error)
	// Leaves are the places of the stream's events with version > after.
	Leaves(stream court.StreamID, after uint64) ([]int64, error)
	// Keys of the stream: for receipts and bundles.
	Keys(stream court.StreamID) (record.StreamKeys, error)
	// Row reads one register row; found is false when there is none.
	Row(kind, key string) (row Row, found bool, err error)
	// Rows lists a register's rows of one owner, by key; of all owners if owner is "".
	Rows(kind, owner string) ([]Row, error)
}

// Tx writes, inside Store.Act.
type Tx interface {
	View
	// Append gives the drafts their versions, time, salt and leaf. The time is
	// the server's, never before the previous event. Drafts of one act share a Key;
	// (By.Person, Key) of a new act must be unused, else Conflict.
	Append(drafts ...record.Draft) ([]record.Event, error)
	// Put writes register rows: derived from events, and rebuilt from them by doctor.
	Put(rows ...Row) error
}

// Row is one row of a register: a derived, rebuildable view of the record.
// Kinds in use: "case" (key CaseID, owner CaseNo), "part" (key CaseID|PersonID|Role, owner
// PersonID), "hearing" (key HearingID, owner CaseID), "person" (key PersonID),
// "court" (key StreamID of the court's own stream), "calendar" (key StreamID of the court's calendar).
type Row struct {
	Kind  string
	Key   string
	Owner string
	Doc   []byte // JSON, without names or text of the case
}

// Blobs keeps documents by the SHA-256 of their content.
type Blobs interface {
	// Put streams r to the disk, refuses (Limit) more than max bytes, and
	// answers the hash and size once durable.
	Put(ctx context.Context, r io.Reader, max int64) (hash record.Hash, size int64, err error)
	Open(ctx context.Context, hash record.Hash) (io.ReadSeekCloser, int64, error)
	// Touch makes a document young again, or refuses (NotFound) one that is gone.
	Touch(ctx context.Context, hash record.Hash) error
	// Old are those kept or touched last in [since, before).
	Old(ctx context.Context, since, before time.Time) ([]record.Hash, error)
	// Drop takes one away, unless it is young by now; dropped is false then.
	Drop(ctx context.Context, hash record.Hash, before time.Time) (dropped bool, err error)
	// Tidy takes away what was half received before then.
	Tidy(ctx context.Context, before time.Time) error
}

// Rooms is the media side. It holds no law: it is told what should be, makes
// it so, and keeps making it so. It never refuses; it tries again.
type Rooms interface {
	// Want replaces what is wanted of one hearing's room.
	Want(plan RoomPlan)
	// Ticket is what the person's browser needs to enter the room it is in the
	// plan of: a hearing's, or a private talk's.
	Ticket(ctx context.Context, room court.StreamID, person court.PersonID, name string) (Ticket, error)
}

// RoomPlan is what the record says about a room.
type RoomPlan struct {
	Hearing court.HearingID
	// Talk is the private talk the room is for; empty for the hearing's own room.
	// Nobody listens in a talk: neither the court nor what looks whether lines hold.
	Talk   court.TalkID
	Open   bool // false: nobody may be in it; it is closed if it exists
	People map[court.PersonID]Place
}

// Room is the room's name on the media server.
func (p RoomPlan) Room() court.StreamID {
	if p.Talk != "" {
		return p.Talk
	}
	return p.Hearing
}

// Place is what one person may do in the room.
type Place struct {
	Publish   bool // a camera
	Voice     bool // and a microphone
	Subscribe bool
	// Gen is the person's last move between rooms: a ticket of an earlier one is void.
	Gen uint64
}

// Ticket opens the room for one person. URL may be relative to our origin.
type Ticket struct {
	URL   string `json:"url"`
	Token string `json:"token"`
	// Talk is the private talk the room is for: then the browser encrypts what it
	// sends, with keys the court does not have.
	Talk court.TalkID `json:"talk,omitempty"`
	Gen  uint64       `json:"gen"` // the person's move it is for
}

// Fact is what the outside world observed. Facts are not acts: package attend
// turns them into intervals, and the clerk into events.
type Fact struct {
	Kind    FactKind
	Hearing court.HearingID
	Person  court.PersonID // empty for facts about the media server itself
	Talk    court.TalkID   // for what the media server saw: the private talk it was in, and
	Gen     uint64         // the move of the person that the media session belongs to
	At      time.Time      // when the server saw it
	Session string         // which page or media session said so
	// Reason is LiveKit's disconnect reason or the WebSocket's close, in their words.
	Reason string
	// For Packets: the media server's view of this person's stream.
	LastPacket time.Time // last RTP packet received from the person; zero if none yet
	MicOpen    bool      // the age of LastPacket proves something: a microphone is open, or sends silence while off
	// Likewise, where the court looks at the room itself: whether the
	// microphone is open, and what came from it since the last report.
	Probed       bool
	Mic          bool
	Came, Missed int
}

// FactKind names a kind of observation.
type FactKind string

const (
	FactBeat       FactKind = "beat"        // heartbeat on our WebSocket
	FactSocketOpen FactKind = "socket_open" // the room page opened its WebSocket
	FactSocketGone FactKind = "socket_gone" // the WebSocket ended
	FactLeft       FactKind = "left"        // the Leave button
	FactJoined     FactKind = "joined"      // entered the media room
	FactGone       FactKind = "gone"        // left the media room, see Reason
	FactPackets    FactKind = "packets"     // once a second per person in the media room
	FactMediaDown  FactKind = "media_down"  // the media server does not answer
	FactMediaUp    FactKind = "media_up"
)

// Notary signs the durable tree on a clock and has cosigners sign it.
type Notary interface {
	// Proof of a leaf under the newest signed checkpoint. ok is false while no
	// signed checkpoint covers the leaf: "proof being prepared".
	Proof(ctx context.Context, leaf int64) (p record.Proof, ok bool, err error)
	// Cosigners are the names of all configured cosigners, for "N of M".
	Cosigners() []string
	// SignHead signs a bundle's head statement with the log's key, as a note.
	SignHead(text string) (note string, err error)
}

// Courier tells people things outside the pages.
type Courier interface {
	Send(ctx context.Context, m Message) error
}

// Message is one letter, already in the person's language.
type Message struct {
	ID      string // the same whenever the same message is given again; may be empty
	To      string // e-mail address, or telephone number
	Subject string // of a letter
	Text    string
	// Calendar is an iCalendar file that a letter brings; empty: none. A text
	// message brings none.
	Calendar string
}

// Watcher sees what the media server observes. *Clerk implements it.
type Watcher interface {
	Saw(f Fact)
}

// Signer signs an act for a person who has a key the server keeps. Only the
// demo has one; a court's people sign with their own passkeys, in the browser.
type Signer interface {
	Sign(person court.PersonID, act record.Hash) (*record.Signature, error)
}
