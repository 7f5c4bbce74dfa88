package pages

import "tarazy/internal/hearing"

// took is what an ended hearing's page says of one person: whether they took
// part, and what was so when it ended.
type took struct{ Word, Icon, Colour string }

// tookPart says it by the record alone. Of a hearing in the courtroom the program
// saw nobody, and says who was on its roll and nothing more.
func tookPart(s hearing.Sitting, seat hearing.Seat) *took {
	switch {
	case !s.Remote():
		return &took{Word: "page.ended.courtroom", Icon: "landmark"}
	case seat.Attended && seat.Presence == hearing.Lost:
		return &took{Word: "page.ended.lost", Icon: presenceIcon(hearing.Lost), Colour: "bad"}
	case seat.Attended && seat.Presence == hearing.Gone:
		return &took{Word: "page.ended.left", Icon: presenceIcon(hearing.Gone)}
	case seat.Attended && seat.Presence == hearing.PutOut:
		return &took{Word: "page.ended.put_out", Icon: presenceIcon(hearing.PutOut), Colour: "warn"}
	case seat.Attended:
		return &took{Word: "page.ended.took_part", Icon: presenceIcon(hearing.Inside), Colour: "ok"}
	case seat.Presence == hearing.Waiting:
		return &took{Word: "page.ended.waited", Icon: presenceIcon(hearing.Waiting), Colour: "warn"}
	}
	return &took{Word: "page.ended.absent", Icon: presenceIcon(hearing.Outside)}
}
