package hearing

import (
	"testing"

	"tarazy/internal/docket"
	"tarazy/internal/fault"
)

// A hearing in the year 9999 is a slip of the pen.
func TestAHearingIsNotFixedFurtherThanTheCalendarGoes(t *testing.T) {
	if _, err := Schedule(docket.File{}, ten.AddDate(2, 0, 1), ten, nil); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("two years and a day ahead: %v", err)
	}
}
