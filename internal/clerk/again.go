package clerk

import (
	"slices"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// want is what an act begins with when it is done. An act that was done under
// the same key is the same act only if it fits: a form sent back by the
// browser with another document in it must not pass for filed.
type want struct {
	first  string                    // type of its first event; several, with spaces between, where the state says which
	stream court.StreamID            // the stream that event is in, where it was there before
	says   map[string]string         // members of its data that the person gave
	also   func([]record.Event) bool // what the act's events say besides; nil: nothing is compared
}

// saying compares the data of each T among an act's events, with its place
// among them; there must be n.
func saying[T record.Data](n int, same func(i int, d T, at record.Event) bool) func([]record.Event) bool {
	return func(events []record.Event) bool {
		i := 0
		for _, e := range events {
			var d T
			if e.Type() != d.EventType() {
				continue
			}
			if i == n || e.Decode(&d) != nil || !same(i, d, e) {
				return false
			}
			i++
		}
		return i == n
	}
}

// again answers an act that was done before under the same key. It refuses
// (Conflict) when that was another act.
func (d *desk) again(refs []record.Ref, same want) error {
	if same.also == nil {
		refs = refs[:1]
	}
	var did []record.Event
	for _, ref := range refs {
		events, err := d.Events(ref.Stream, ref.Version-1)
		if err != nil {
			return err
		}
		if len(events) > 0 {
			did = append(did, events[0])
		}
	}
	if len(did) < len(refs) || !same.fits(did[0]) || same.also != nil && !same.also(did) {
		return fault.Conflict("act.key_reused")
	}
	d.done = Done{Ref: refs[0], Again: true, At: did[0].Payload.At}
	return nil
}

func (w want) fits(e record.Event) bool {
	if e.Payload == nil || !slices.Contains(strings.Fields(w.first), e.Type()) || (w.stream != "" && e.Header.Stream != w.stream) {
		return false
	}
	var data map[string]any
	if err := e.Decode(&data); err != nil {
		return false
	}
	for member, said := range w.says {
		if was, _ := data[member].(string); was != court.Text(said) {
			return false
		}
	}
	return true
}
