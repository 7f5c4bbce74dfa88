package pages

import "tarazy/internal/hearing"

// A state is always an icon, a word and a colour together.

func stateColour(s hearing.State) string {
	switch s {
	case hearing.Session:
		return "ok"
	case hearing.Held, hearing.Recess, hearing.TechnicalBreak:
		return "warn"
	case hearing.Lobby, hearing.Scheduled:
		return "info"
	}
	return ""
}

func stateIcon(s hearing.State) string {
	switch s {
	case hearing.Session:
		return "gavel"
	case hearing.Held, hearing.TechnicalBreak:
		return "alert-triangle"
	case hearing.Recess:
		return "pause"
	case hearing.Lobby:
		return "hourglass"
	case hearing.Scheduled, hearing.Adjourned:
		return "calendar"
	}
	return "check"
}

func presenceColour(p hearing.Presence) string {
	switch p {
	case hearing.Inside:
		return "ok"
	case hearing.Waiting, hearing.Private:
		return "info"
	case hearing.Lost:
		return "bad"
	case hearing.PutOut:
		return "warn"
	}
	return ""
}

func presenceIcon(p hearing.Presence) string {
	switch p {
	case hearing.Inside:
		return "user-check"
	case hearing.Waiting:
		return "hourglass"
	case hearing.Private:
		return "lock"
	case hearing.Lost:
		return "wifi-off"
	case hearing.PutOut:
		return "user-x"
	case hearing.Gone:
		return "log-out"
	}
	return "circle"
}

func standingColour(state string) string {
	switch state {
	case "accepted":
		return "ok"
	case "sent", "sending":
		return "info"
	case "waiting", "expired":
		return "warn"
	case "not_sent":
		return "bad"
	}
	return ""
}

func standingIcon(state string) string {
	switch state {
	case "accepted":
		return "check-circle"
	case "sent":
		return "check"
	case "sending", "waiting":
		return "hourglass"
	case "not_sent", "expired":
		return "alert-triangle"
	}
	return "circle"
}

func objectionIcon(answer string) string {
	switch answer {
	case "upheld", "partly":
		return "check-circle"
	case "rejected":
		return "x-circle"
	}
	return "hourglass"
}
