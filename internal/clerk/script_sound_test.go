package clerk_test

import (
	"time"

	"tarazy/internal/attend"
	"tarazy/internal/clerk"
)

// counts is what a person's page counts of sound, as Chromium was measured to.
type counts struct {
	speaks bool
	madeUp int  // per cent of what the page plays
	lost   bool // little of what the person sends arrives at the court
}

// soundDoes is what befalls the sound at a person's end.
func (m *minutes) soundDoes(l *line, what string) bool {
	c := counts{}
	if l.sound != nil {
		c = *l.sound
	}
	switch what {
	case "speaks":
		c.speaks = true
	case "falls-silent":
		c.speaks = false
	case "hears-nothing":
		c.madeUp = 100
	case "hears-gaps":
		c.madeUp = 10
	case "hears-whole":
		c.madeUp = 0
	case "loses-words":
		c.lost = true
	case "loses-no-words":
		c.lost = false
	default:
		return false
	}
	l.sound = &c
	return true
}

// counted tells once a second what the pages and the media server count. A page
// with a line of its own that counts nothing is silent of sound.
func (m *minutes) counted() {
	now := m.clock.Now()
	if now.Nanosecond() != 0 {
		return
	}
	for who, l := range m.lines {
		if l.sound == nil || !l.in || !l.packets {
			continue
		}
		s := attend.Second{Span: time.Second, Mouth: attend.Mouth{On: true, Level: 20}}
		if l.sound.speaks {
			s.Mouth.Level = 1000
		}
		up := clerk.Fact{Kind: clerk.FactPackets, Hearing: m.hearing, Person: m.people[who], At: now, Session: "",
			LastPacket: now.Add(-20 * time.Millisecond), MicOpen: true, Probed: true, Mic: true, Came: 50}
		if l.sound.lost {
			up.Came, up.Missed = 20, 30
		}
		for other, o := range m.lines {
			if other == who || o.sound == nil || !o.in {
				continue
			}
			row := attend.Row{Speaker: m.people[other], Packets: 50, Samples: 48000, MadeUp: 480 * l.sound.madeUp, Level: 15, Plays: true, Volume: 100}
			if o.sound.speaks {
				row.Level = 900
			}
			if o.sound.lost {
				row.MadeUp = 48000 / 2
			}
			s.Rows = append(s.Rows, row)
		}
		m.c.SawSound(m.people[who], m.hearing, s)
		m.c.Saw(up)
	}
}
