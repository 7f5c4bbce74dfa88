package calendar

// Limit is one of the limits of how many may be in a courtroom at once. Word
// is "seats", "distance", "air" or "share"; People is how many it allows.
type Limit struct {
	Word   string
	People int
	Binds  bool // no other allows fewer
}

// Limits lists what bounds the room's sanitary capacity, the seats first. What
// the policy does not limit is not in it.
func (r Courtroom) Limits(p Policy) []Limit {
	seats := r.Seats.Total()
	list := []Limit{{Word: "seats", People: seats}}
	if p.SeatDistanceCM > 0 {
		list = append(list, Limit{Word: "distance", People: r.AreaM2 * 10_000 / (p.SeatDistanceCM * p.SeatDistanceCM)})
	}
	if p.AirPerPersonM3 > 0 {
		list = append(list, Limit{Word: "air", People: r.VolumeM3 / p.AirPerPersonM3})
	}
	if p.RoomSharePercent > 0 {
		list = append(list, Limit{Word: "share", People: seats * p.RoomSharePercent / 100})
	}
	least := seats
	for _, l := range list {
		least = min(least, l.People)
	}
	for i := range list {
		list[i].Binds = list[i].People == least
	}
	return list
}
