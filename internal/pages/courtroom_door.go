package pages

import (
	"net/http"

	"github.com/boombuler/barcode/qr"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
	"tarazy/internal/fault"
	"tarazy/internal/i18n"
)

// doorLine is a hearing behind this door, with the key of its form.
type doorLine struct {
	clerk.DoorLine
	Key     string
	Waiting *calendar.Wait // where a witness waits
}

type courtroomDoorPage struct {
	Frame
	Room      calendar.Courtroom
	Here      []doorLine // behind this door today
	Elsewhere []clerk.DoorLine
}

func (s *site) theDoor(r *http.Request) (*courtroomDoorPage, error) {
	v, err := s.Days.AtDoor(r.Context(), me(r), court.RoomID(r.PathValue("room")))
	if err != nil {
		return nil, err
	}
	p := &courtroomDoorPage{Room: v.Room}
	for _, l := range v.Today {
		if !l.Here {
			p.Elsewhere = append(p.Elsewhere, l)
			continue
		}
		// One comes in once a day: of a hearing's sittings that is the one not over, or the last.
		if n := len(p.Here); n > 0 && p.Here[n-1].Line.Hearing == l.Line.Hearing {
			if p.Here[n-1].Slot.End.After(v.Now) {
				continue
			}
			p.Here = p.Here[:n-1]
		}
		p.Here = append(p.Here, doorLine{l, s.newKey(), myOwn(me(r), l.Line, nil).Waiting})
	}
	return p, nil
}

// courtroomDoor is where the code at a courtroom's door leads: the person's
// own hearing there, and one button.
func (s *site) courtroomDoor(w http.ResponseWriter, r *http.Request) error {
	p, err := s.theDoor(r)
	if err != nil {
		return err
	}
	s.Page(w, r, http.StatusOK, "courtroom_door", p)
	return nil
}

// courtroomEnter checks the person in. Who is in already is where they wanted
// to be, and is told so.
func (s *site) courtroomEnter(w http.ResponseWriter, r *http.Request) error {
	if err := genuine(r); err != nil {
		return err
	}
	cmd := clerk.Door{Stamp: clerk.Stamp{Key: s.keyOf(r)}, Hearing: court.HearingID(r.FormValue("hearing")), Room: court.RoomID(r.PathValue("room"))}
	_, err := s.Places.CheckIn(r.Context(), me(r), cmd)
	if err == nil || fault.Of(err).Key == "calendar.door.already" {
		http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
		return nil
	}
	p, gone := s.theDoor(r)
	if gone != nil {
		return gone
	}
	return s.again(w, r, "courtroom_door", p, err)
}

type doorSheetPage struct {
	Frame
	Room    calendar.Courtroom
	Address string
	Scan    []tongue
}

// doorSheet is the sheet that hangs at the door.
func (s *site) doorSheet(w http.ResponseWriter, r *http.Request) error {
	room, err := s.Days.DoorSheet(r.Context(), me(r), court.RoomID(r.PathValue("room")))
	if err != nil {
		return err
	}
	p := &doorSheetPage{Room: room, Address: s.doorAddress(room), Scan: tongues(func(l court.Lang) string { return i18n.T(l, "cal.door.scan", nil) })}
	s.Page(w, r, http.StatusOK, "door_sheet", p)
	return nil
}

// doorCode is the sheet's code.
func (s *site) doorCode(w http.ResponseWriter, r *http.Request) error {
	room, err := s.Days.DoorSheet(r.Context(), me(r), court.RoomID(r.PathValue("room")))
	if err != nil {
		return err
	}
	code, err := qr.Encode(s.doorAddress(room), qr.M, qr.Auto)
	if err != nil {
		return err
	}
	svg(w, drawn(code))
	return nil
}

func (s *site) doorAddress(room calendar.Courtroom) string {
	return s.Origin() + "/door/" + string(room.ID)
}
