package pages

import (
	"strings"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/court"
	"tarazy/internal/record"
)

// slotText is slots as one value of a form: start/end/room, joined by commas.
func slotText(slots []calendar.Slot) string {
	parts := make([]string, len(slots))
	for i, s := range slots {
		parts[i] = s.Start.UTC().Format(time.RFC3339) + "/" + s.End.UTC().Format(time.RFC3339) + "/" + string(s.Room)
	}
	return strings.Join(parts, ",")
}

// parseSlots reads what slotText wrote; false for anything else. Whether the
// slots are lawful the desk judges.
func parseSlots(text string) ([]calendar.Slot, bool) {
	var slots []calendar.Slot
	for _, part := range strings.Split(text, ",") {
		f := strings.Split(part, "/")
		if len(f) != 3 {
			return nil, false
		}
		start, err := time.Parse(time.RFC3339, f[0])
		if err != nil {
			return nil, false
		}
		end, err := time.Parse(time.RFC3339, f[1])
		if err != nil {
			return nil, false
		}
		slots = append(slots, calendar.Slot{Start: record.At(start), End: record.At(end), Room: court.RoomID(f[2])})
	}
	return slots, true
}
