package clerk

import (
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/record"
)

// want is what an act begins with when it is done. An act that was done under
// the same key is the same act only if it fits: a form sent back by the
// browser with another document in it must not pass for filed.
type want struct {
	first  string            // type of its first event
	stream court.StreamID    // the stream that event is in, where it was there before
	says   map[string]string // members of its data that the person gave
}

// again answers an act that was done before under the same key. It refuses
// (Conflict) when that was another act.
func (d *desk) again(ref record.Ref, same want) error {
	events, err := d.Events(ref.Stream, ref.Version-1)
	if err != nil {
		return err
	}
	if len(events) == 0 || !same.fits(events[0]) {
		return fault.Conflict("act.key_reused")
	}
	d.done = Done{Ref: ref, Again: true, At: events[0].Payload.At}
	return nil
}

func (w want) fits(e record.Event) bool {
	if e.Payload == nil || e.Type() != w.first || (w.stream != "" && e.Header.Stream != w.stream) {
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
