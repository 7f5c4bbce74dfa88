package hearing

import (
	"slices"

	"tarazy/internal/record"
)

// Consequence names what an event lets befall a person who is not there, in
// the law's words (absence, removal, ...); "" where it lets nothing befall
// anyone. Events that are known to be harmless are in a closed list; any other
// is taken for a removal, so that one added later cannot slip by.
func Consequence(d record.Data) string {
	switch d := d.(type) {
	case Opened:
		if len(d.Absent) > 0 {
			return "absence"
		}
		return ""
	case WentOn:
		if len(d.Without) > 0 {
			return "absence"
		}
		return ""
	case HoldDismissed:
		return "absence"
	case RollChanged:
		if len(d.Gone) > 0 {
			return "removal"
		}
		return ""
	}
	if slices.Contains(harmless(), d.EventType()) {
		return ""
	}
	return "removal"
}

// harmless are the types of event after which everyone is as free to come back
// and be heard as before. That a power ended says the document it was given by,
// and no line: a new one is enough.
func harmless() []string {
	types := []record.Data{ScheduledFor{}, Prepared{}, Admitted{}, Entered{}, PersonLost{}, PersonBack{}, PersonLeft{}, Recessed{}, Resumed{},
		HeldFor{}, HoldAlarmed{}, ContactAttempted{}, CourtFailed{}, CourtRestored{}, KeptWaiting{}, Readmitted{}, Objected{}, StandingLapsed{},
		HandRaised{}, HandLowered{}, FloorGiven{}, MicsOpened{}, MicsClosed{}, Unmuted{},
		DateNoticeQueued{}, ContactQueued{}, ContactDelivered{}, ContactDisputed{}, CannotEnter{}, CannotEnterBounded{}, ReportAnswered{},
		LobbyOpened{}, Identified{}, PowerLapsed{}, TechnicalBroken{}, BreakAlarmed{}, SoundFailed{}, SoundBack{}, SoundKept{},
		InterpretationTaken{}, InterpretationDropped{}, PrivateAsked{}, PrivateDeclined{}, PrivateOpened{}, PrivateLeft{}, PrivateRecalled{}, PrivateClosed{}}
	words := make([]string, len(types))
	for i, d := range types {
		words[i] = d.EventType()
	}
	return words
}
