package clerk

import (
	"encoding/json"
	"slices"
	"sync"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/docket"
	"tarazy/internal/fault"
	"tarazy/internal/hearing"
	"tarazy/internal/identity"
	"tarazy/internal/record"
)

// sheet is a sitting with its journal.
type sheet struct {
	hearing.Sitting
	Lines  []hearing.Line
	LastAt record.Time
}

// Fold applies events and answers a new value.
func (s sheet) Fold(events ...record.Event) (sheet, error) {
	var err error
	if s.Sitting, err = s.Sitting.Fold(events...); err != nil {
		return s, err
	}
	lines, err := hearing.Journal(events...)
	if err != nil {
		return s, err
	}
	s.Lines = append(slices.Clip(s.Lines), lines...)
	for _, e := range events {
		if e.Payload != nil {
			s.LastAt = e.Payload.At
		}
	}
	return s, nil
}

// house is the court's own stream.
type house struct {
	ID      court.StreamID
	Name    string
	Counted []CountedFigures
	Version uint64
}

// Fold applies events and answers a new value.
func (h house) Fold(events ...record.Event) (house, error) {
	for _, e := range events {
		if e.Type() == (Founded{}).EventType() {
			var d Founded
			if err := e.Decode(&d); err != nil {
				return h, err
			}
			h.Name = d.Name
		}
		if e.Type() == (FiguresCounted{}).EventType() {
			var d FiguresCounted
			if err := e.Decode(&d); err != nil {
				return h, err
			}
			h.Counted = append(slices.Clip(h.Counted), CountedFigures{d, e.Payload.At.Time, e.Payload.By.Person, e.Header.Version})
		}
		h.ID, h.Version = e.Header.Stream, e.Header.Version
	}
	return h, nil
}

type foldable[T any] interface {
	Fold(events ...record.Event) (T, error)
}

// cache keeps folded states by stream. A state counts only under the head it
// was folded to, so a state of an act that was rolled back is never used.
type cache struct {
	mu sync.RWMutex
	m  map[court.StreamID]cached
}

type cached struct {
	head  record.Head
	state any
}

// cacheSize bounds the cache; over it, any entry may go.
const cacheSize = 8192

func (c *cache) get(id court.StreamID) cached {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[id]
}

func (c *cache) put(head record.Head, state any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil {
		c.m = map[court.StreamID]cached{}
	}
	for id := range c.m {
		if len(c.m) < cacheSize {
			break
		}
		delete(c.m, id)
	}
	c.m[head.Stream] = cached{head, state}
}

// load folds a stream, from where the cache stands when that is on its chain.
// It refuses (NotFound) a stream without events, or of another kind.
func load[T foldable[T]](c *Clerk, v View, id court.StreamID) (T, error) {
	var state T
	head, err := v.Head(id)
	if err != nil {
		return state, err
	}
	if head.Version == 0 {
		return state, fault.NotFound("stream.not_found")
	}
	was := c.folded.get(id)
	old, same := was.state.(T)
	if was.state != nil && !same {
		return state, fault.NotFound("stream.not_found")
	}
	if was.head.Version == head.Version && was.head.Hash == head.Hash {
		return old, nil
	}
	if same && was.head.Version < head.Version {
		events, err := v.Events(id, was.head.Version)
		if err != nil {
			return state, err
		}
		if len(events) > 0 && events[0].Header.Prev == was.head.Hash {
			return fold(c, old, events)
		}
	}
	events, err := v.Events(id, 0)
	if err != nil {
		return state, err
	}
	if !kindIs(state, events) {
		return state, fault.NotFound("stream.not_found")
	}
	return fold(c, state, events)
}

func fold[T foldable[T]](c *Clerk, base T, events []record.Event) (T, error) {
	state, err := base.Fold(events...)
	if err == nil {
		last := events[len(events)-1].Header
		c.folded.put(record.Head{Stream: last.Stream, Version: last.Version, Hash: last.Hash()}, state)
	}
	return state, err
}

// kindIs reports whether the stream's first event begins a T.
func kindIs(state any, events []record.Event) bool {
	if len(events) == 0 {
		return false
	}
	switch events[0].Type() {
	case docket.Opened{}.EventType():
		_, is := state.(docket.File)
		return is
	case hearing.ScheduledFor{}.EventType():
		_, is := state.(sheet)
		return is
	case identity.Enrolled{}.EventType():
		_, is := state.(identity.Person)
		return is
	case Founded{}.EventType():
		_, is := state.(house)
		return is
	case calendar.Opened{}.EventType():
		_, is := state.(agenda)
		return is
	}
	return false
}

// refold applies events just appended to one stream and answers the register
// rows that differ.
func (d *desk) refold(events []record.Event) (state any, rows []Row, err error) {
	first := events[0].Header
	kind := events[0].Type()
	was := d.folded.get(first.Stream)
	if first.Version > 1 && (was.head.Version != first.Version-1 || was.head.Hash != first.Prev) {
		return d.refoldAll(first.Stream)
	}
	switch {
	case first.Version > 1:
	case kind == docket.Opened{}.EventType():
		was.state = docket.File{}
	case kind == hearing.ScheduledFor{}.EventType():
		was.state = sheet{}
	case kind == identity.Enrolled{}.EventType():
		was.state = identity.Person{}
	case kind == calendar.Opened{}.EventType():
		was.state = agenda{}
	default:
		was.state = house{}
	}
	if state, err = foldAny(d.Clerk, was.state, events); err != nil {
		return nil, nil, err
	}
	if !touches(events) {
		return state, nil, nil
	}
	return state, differing(rowsOf(was.state), rowsOf(state)), nil
}

func (d *desk) refoldAll(id court.StreamID) (any, []Row, error) {
	events, err := d.Events(id, 0)
	if err != nil {
		return nil, nil, err
	}
	state, err := foldStream(d.Clerk, events)
	return state, rowsOf(state), err
}

func foldStream(c *Clerk, events []record.Event) (any, error) {
	for _, begin := range []any{docket.File{}, sheet{}, identity.Person{}, house{}, agenda{}} {
		if kindIs(begin, events) {
			return foldAny(c, begin, events)
		}
	}
	return nil, fault.NotFound("stream.not_found")
}

func foldAny(c *Clerk, base any, events []record.Event) (any, error) {
	switch b := base.(type) {
	case docket.File:
		return fold(c, b, events)
	case sheet:
		return fold(c, b, events)
	case identity.Person:
		return fold(c, b, events)
	case house:
		return fold(c, b, events)
	case agenda:
		return fold(c, b, events)
	}
	return nil, fault.NotFound("stream.not_found")
}

// touches reports whether any of the events can change a register row. Filings
// cannot, nor what is said and decided of the format, and there are many.
func touches(events []record.Event) bool {
	without := []string{docket.Filed{}.EventType(), docket.CircumstancesStated{}.EventType(), docket.ReadinessStated{}.EventType(),
		docket.LinkFailed{}.EventType(), docket.FormatDecided{}.EventType(), docket.FormatObjected{}.EventType(),
		docket.FormatRuled{}.EventType(), docket.JournalAnswered{}.EventType(), docket.JournalRuled{}.EventType(), docket.NoticeDelivered{}.EventType(),
		hearing.ContactAttempted{}.EventType(), hearing.ContactQueued{}.EventType(), hearing.ContactDelivered{}.EventType(),
		hearing.ContactDisputed{}.EventType(), hearing.CannotEnter{}.EventType(), hearing.CannotEnterBounded{}.EventType(),
		hearing.ReportAnswered{}.EventType(), hearing.DateNoticeQueued{}.EventType(), docket.Looked{}.EventType(), hearing.RollChanged{}.EventType()}
	return slices.ContainsFunc(events, func(e record.Event) bool { return !slices.Contains(without, e.Type()) })
}

func rowsOf(state any) []Row {
	switch s := state.(type) {
	case docket.File:
		return caseRows(s)
	case sheet:
		if s.ID == "" {
			return nil
		}
		return []Row{row("hearing", string(s.ID), string(s.Case), hearingRow{No: s.No, At: record.At(s.At), State: s.State})}
	case identity.Person:
		if s.ID == "" {
			return nil
		}
		return []Row{row("person", string(s.ID), "", personRow{Stream: s.Stream, Staff: s.Staff})}
	case house:
		if s.ID == "" {
			return nil
		}
		return []Row{row("court", string(s.ID), "", struct{}{})}
	case agenda:
		if s.ID == "" {
			return nil
		}
		return []Row{row("calendar", string(s.ID), "", struct{}{})}
	}
	return nil
}

type hearingRow struct {
	No    int           `json:"no"`
	At    record.Time   `json:"at"`
	State hearing.State `json:"state"`
}

type personRow struct {
	Stream court.StreamID `json:"stream"`
	Staff  []court.Role   `json:"staff"`
}

type caseRow struct {
	Kind court.Kind `json:"kind"`
}

func caseRows(f docket.File) []Row {
	if f.ID == "" {
		return nil
	}
	rows := []Row{row("case", string(f.ID), string(f.No), caseRow{f.Kind})}
	for _, p := range f.People() {
		for _, r := range f.RolesOf(p) {
			rows = append(rows, partOf(f, p, r, false))
		}
	}
	for _, p := range f.Former {
		if !slices.Contains(f.RolesOf(p.Person), p.Role) && !slices.ContainsFunc(rows, partOf(f, p.Person, p.Role, true).same) {
			rows = append(rows, partOf(f, p.Person, p.Role, true))
		}
	}
	return rows
}

// partRow is a part in a case. One that has ended keeps its row, which says so:
// nothing is taken out of a register.
type partRow struct {
	Ended bool `json:"ended,omitempty"`
}

func partOf(f docket.File, p court.PersonID, r court.Role, ended bool) Row {
	return row("part", string(f.ID)+"|"+string(p)+"|"+string(r), string(p), partRow{ended})
}

// ended reports whether a row of the register "part" is of a role that has ended.
func ended(r Row) bool {
	var p partRow
	return json.Unmarshal(r.Doc, &p) == nil && p.Ended
}

func (r Row) same(o Row) bool { return r.Kind == o.Kind && r.Key == o.Key }

func row(kind, key, owner string, doc any) Row {
	b, err := json.Marshal(doc)
	if err != nil {
		// None of the docs above can fail to marshal.
		b = []byte("{}")
	}
	return Row{Kind: kind, Key: key, Owner: owner, Doc: b}
}

func differing(old, now []Row) []Row {
	return slices.DeleteFunc(now, func(r Row) bool {
		return slices.ContainsFunc(old, func(o Row) bool {
			return o.Kind == r.Kind && o.Key == r.Key && o.Owner == r.Owner && string(o.Doc) == string(r.Doc)
		})
	})
}
