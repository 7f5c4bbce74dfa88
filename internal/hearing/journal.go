package hearing

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
	"tarazy/internal/record"
)

// Journal is the disruption journal: one line for each event of the hearing's
// stream, with its number in the record. A stub keeps its line, without words.
func Journal(events ...record.Event) ([]Line, error) {
	lines := make([]Line, 0, len(events))
	for _, e := range events {
		l, err := line(e)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, nil
}

func line(e record.Event) (Line, error) {
	if e.Payload == nil {
		return Line{Version: e.Header.Version, Key: "journal.stub"}, nil
	}
	p := e.Payload
	l := Line{Version: e.Header.Version, At: p.At.Time, By: p.By, Type: p.Type, Key: "journal." + p.Type,
		Args: map[string]string{"by": string(p.By.Person)}, Machine: p.By.Role == court.Server}
	err := l.observed(e)
	if err == nil {
		err = l.ordered(e)
	}
	if err == nil {
		err = l.placing(e)
	}
	return l, err
}

// observed fills the words of what people and lines did.
func (l *Line) observed(e record.Event) error {
	a := l.Args
	switch l.Type {
	case "hearing.scheduled":
		return with(e, func(d ScheduledFor) { a["time"] = d.At.String() })
	case "hearing.prepared":
		return with(e, func(d Prepared) {
			a["camera"], a["microphone"], a["sound"] = "device."+d.Camera, "device."+d.Microphone, "device."+d.Sound
		})
	case "hearing.admitted":
		return with(e, func(d Admitted) { a["person"] = string(d.Person) })
	case "hearing.entered":
		return with(e, func(d Entered) { a["person"] = string(d.Person) })
	case "hearing.lost":
		return with(e, func(d PersonLost) {
			a["person"], a["clock"], a["cause"] = string(d.Person), d.Since.String(), "cause."+string(d.Cause)
			var signs []string
			for _, s := range d.Signs {
				signs = append(signs, "sign."+s)
			}
			a["signs"] = strings.Join(signs, " ")
		})
	case "hearing.back":
		return with(e, func(d PersonBack) {
			a["person"], a["clock"], a["seconds"] = string(d.Person), d.Since.String(), seconds(d.MS)
		})
	case "hearing.contact_attempted":
		return with(e, func(d ContactAttempted) {
			a["person"], a["channel"], a["result"] = string(d.Person), "contact.channel."+d.Channel, "contact.result."+d.Result
			l.because(d.Note)
		})
	}
	return nil
}

// ordered fills the words of what the bench ordered and the program held.
func (l *Line) ordered(e record.Event) error {
	a := l.Args
	switch l.Type {
	case "hearing.opened":
		return with(e, func(d Opened) {
			if len(d.Absent) > 0 {
				l.Key += ".without"
			}
			a["people"], a["reason"] = join(d.Absent), d.Reason
		})
	case "hearing.recessed":
		return with(e, func(d Recessed) { l.because(d.Reason) })
	case "hearing.went_on":
		return with(e, func(d WentOn) {
			if len(d.Without) > 0 {
				l.Key += ".without"
			}
			a["people"], a["reason"] = join(d.Without), d.Reason
		})
	case "hearing.hold_dismissed":
		return with(e, func(d HoldDismissed) { l.because(d.Reason) })
	case "hearing.held":
		return with(e, func(d HeldFor) { a["people"], a["cause"] = join(d.About), "cause."+string(d.Cause) })
	case "hearing.hold_alarmed":
		return with(e, func(d HoldAlarmed) { a["clock"] = d.Since.String() })
	case "hearing.court_failed":
		return with(e, func(d CourtFailed) {
			a["clock"], a["signs"] = d.Since.String(), "sign."+d.Sign
			if d.Until != nil {
				l.Key, a["until"] = l.Key+".over", d.Until.String()
			}
		})
	case "hearing.court_restored":
		return with(e, func(d CourtRestored) { a["clock"], a["seconds"] = d.Since.String(), seconds(d.MS) })
	}
	return nil
}

// because takes the variant with a reason when there is one.
func (l *Line) because(reason string) {
	if reason != "" {
		l.Key, l.Args["reason"] = l.Key+".reason", reason
	}
}

// seconds writes a duration to the tenth of a second.
func seconds(ms int64) string { return fmt.Sprintf("%d.%d", ms/1000, ms%1000/100) }

// Text is the line in words. What a person wrote (reason, note) stands as it
// was written; names come from the person's stream.
func (l Line) Text(lang court.Lang, names map[court.PersonID]string) string {
	args := fault.Args{}
	for _, k := range slices.Sorted(maps.Keys(l.Args)) {
		args[k] = l.word(lang, k, l.Args[k], names)
	}
	return i18n.T(lang, l.Key, args)
}

func (l Line) word(lang court.Lang, arg, v string, names map[court.PersonID]string) string {
	switch arg {
	case "by", "person", "people":
		var words []string
		for _, p := range strings.Fields(v) {
			words = append(words, name(p, names))
		}
		return strings.Join(words, ", ")
	case "signs", "cause", "channel", "result", "camera", "microphone", "sound":
		var words []string
		for _, key := range strings.Fields(v) {
			words = append(words, i18n.T(lang, key, nil))
		}
		return strings.Join(words, ", ")
	case "clock", "until", "time":
		t, err := time.Parse(record.TimeLayout, v)
		switch {
		case err != nil:
			return v
		case arg == "time":
			return i18n.DateTime(lang, t)
		}
		return i18n.Clock(lang, t)
	}
	return v
}

func name(p string, names map[court.PersonID]string) string {
	if n := names[court.PersonID(p)]; n != "" {
		return n
	}
	return p
}
