package hearing

import (
	"time"

	"tarazy/internal/court"
)

// Sheet is a journal as it is printed and handed out: whole, with what proves
// it. Nothing in it is asked for again.
type Sheet struct {
	CaseNo   court.CaseNo
	No       int
	Person   court.PersonID // whose journal it is; empty: the sitting's
	Names    map[court.PersonID]string
	Opened   time.Time
	Ended    time.Time // zero: it goes on
	Now      time.Time
	Summary  Summary
	Episodes []Episode
	Lines    []Line
	Version  uint64 // the last number there was
	Said     []Said // what people said of it after the closing

	// Address and Checkpoint prove the last line; empty while no signed
	// checkpoint covers it.
	Address    string
	Checkpoint []string
}

// Said is an agreement or an objection, and what the judge answered.
type Said struct {
	Name   string
	At     time.Time
	No     uint64 // in the case's stream
	Agreed bool
	Lines  []uint64
	Text   string
	Answer string // message word: upheld or rejected; empty while there is none
	Reason string
}
