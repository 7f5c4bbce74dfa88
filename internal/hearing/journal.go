package hearing

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
		err = l.private(e)
	}
	if err == nil {
		err = l.placing(e)
	}
	if err == nil {
		err = l.contacting(e)
	}
	if err == nil {
		err = l.rolled(e)
	}
	if err == nil {
		err = l.sounding(e)
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
			if d.Camera == Untested && d.Microphone == Untested && d.Sound == Untested {
				l.Key += ".untested"
			}
			if d.Lang != "" && d.Interpreter != "" {
				l.Key = "journal.hearing.prepared.said"
				a["link"], a["lang"], a["interpreter"] = "link."+cmp.Or(d.Link, Untested), "tongue."+d.Lang, "interpreter."+d.Interpreter
			}
		})
	case "hearing.identified":
		return with(e, func(d Identified) {
			a["person"], a["how"] = string(d.Person), "identity."+d.How
			l.because(d.Note)
		})
	case PowerLapsed{}.EventType():
		return with(e, func(d PowerLapsed) { l.lapsed(d) })
	case "hearing.admitted":
		return with(e, func(d Admitted) { a["person"] = string(d.Person) })
	case "hearing.kept_waiting":
		return with(e, func(d KeptWaiting) { a["person"], a["clock"] = string(d.Person), d.Since.String() })
	case "hearing.floor_given":
		return with(e, func(d FloorGiven) {
			a["person"] = string(d.Person)
			if d.Beside {
				l.Key += ".beside"
			}
		})
	case "hearing.floor_taken":
		return with(e, func(d FloorTaken) { a["person"] = string(d.Person) })
	case "hearing.muted":
		return with(e, func(d Muted) { a["person"] = string(d.Person) })
	case "hearing.unmuted":
		return with(e, func(d Unmuted) { a["person"] = string(d.Person) })
	case "hearing.objected":
		return with(e, func(d Objected) { a["no"], a["reason"] = strconv.FormatUint(d.To, 10), d.Text })
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
	case "hearing.turned_away":
		return with(e, func(d TurnedAway) { a["person"], a["reason"] = string(d.Person), d.Reason })
	case "hearing.removed":
		return with(e, func(d Removed) { a["person"], a["reason"] = string(d.Person), d.Reason })
	case "hearing.readmitted":
		return with(e, func(d Readmitted) { a["person"], a["reason"] = string(d.Person), d.Reason })
	case "hearing.standing_ruled":
		return with(e, func(d StandingRuled) {
			a["person"], a["until"], a["reason"] = string(d.Person), d.Until.String(), d.Reason
		})
	case "hearing.standing_lapsed":
		return with(e, func(d StandingLapsed) {
			a["person"] = string(d.Person)
			if !l.Machine {
				l.Key += ".order"
			}
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
	case "hearing.lobby_opened":
		return with(e, func(d LobbyOpened) { a["time"] = d.For.String() })
	case "hearing.technical_break":
		return with(e, func(d TechnicalBroken) {
			a["people"], a["cause"] = join(d.About), "cause."+string(TheCourt)
			l.because(d.Reason)
		})
	case "hearing.adjourned":
		return with(e, func(d PutOff) {
			a["reason"] = d.Reason
			if d.Until != nil {
				l.Key, a["time"] = l.Key+".until", d.Until.String()
			}
		})
	case "hearing.break_alarmed":
		return with(e, func(d BreakAlarmed) { a["clock"] = d.Since.String() })
	case "hearing.hold_alarmed":
		return with(e, func(d HoldAlarmed) { a["clock"] = d.Since.String() })
	case "hearing.court_failed":
		return with(e, func(d CourtFailed) {
			a["clock"], a["signs"] = d.Since.String(), "sign."+d.Sign
			if d.Until != nil {
				l.Key, a["until"] = l.Key+".over", d.Until.String()
			}
			if d.Sign == SignRecordGone {
				l.Key = "journal.hearing.court_failed.record"
			}
		})
	case "hearing.court_restored":
		return with(e, func(d CourtRestored) {
			a["clock"], a["seconds"] = d.Since.String(), seconds(d.MS)
			if d.Unseen {
				l.Key += ".unseen"
			}
		})
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

// Text is the line in words, times by the court's clock. What a person wrote (reason, note) stands as it
// was written; names come from the person's stream.
func (l Line) Text(lang court.Lang, zone i18n.Zone, names map[court.PersonID]string) string {
	args := fault.Args{}
	for _, k := range slices.Sorted(maps.Keys(l.Args)) {
		args[k] = l.word(lang, zone, k, l.Args[k], names)
	}
	return i18n.T(lang, l.Key, args)
}

func (l Line) word(lang court.Lang, zone i18n.Zone, arg, v string, names map[court.PersonID]string) string {
	switch arg {
	case "by", "person", "people", "entered":
		var words []string
		for _, p := range strings.Fields(v) {
			words = append(words, name(p, names))
		}
		return strings.Join(words, ", ")
	case "signs", "cause", "channel", "result", "camera", "microphone", "sound", "why", "what", "link", "lang", "interpreter", "how":
		var words []string
		for _, key := range strings.Fields(v) {
			words = append(words, i18n.T(lang, key, nil))
		}
		return strings.Join(words, ", ")
	case "clock", "until", "time", "when":
		t, err := time.Parse(record.TimeLayout, v)
		switch {
		case err != nil:
			return v
		case arg == "time", arg == "when":
			return zone.DateTime(lang, t)
		}
		return zone.Clock(lang, t)
	}
	return v
}

func name(p string, names map[court.PersonID]string) string {
	if n := names[court.PersonID(p)]; n != "" {
		return n
	}
	return p
}
