package pages

import (
	"context"
	"time"

	"tarazy/internal/calendar"
	"tarazy/internal/clerk"
	"tarazy/internal/court"
)

// Calendar is the desk's part about the court's days and its courtrooms.
type Calendar interface {
	Calendar(ctx context.Context, by court.PersonID, day calendar.Day) (clerk.CalendarView, error)
	Queue(ctx context.Context, by court.PersonID) (clerk.QueueView, error)
	Replan(ctx context.Context, by court.PersonID, hearings []court.HearingID, notBefore time.Time) ([]calendar.Shift, error)
	MoveHearings(ctx context.Context, by court.PersonID, cmd clerk.Rebook) (clerk.Done, error)
	Courtroom(ctx context.Context, by court.PersonID, id court.RoomID) (clerk.CourtroomView, error)
	SetCourtroom(ctx context.Context, by court.PersonID, cmd clerk.Courtroom) (clerk.Done, error)
	CloseCourtroom(ctx context.Context, by court.PersonID, cmd clerk.RoomSpan) (clerk.Done, error)
}

// Places is the desk's part about one hearing's place in the calendar.
type Places interface {
	Place(ctx context.Context, by court.PersonID, w clerk.Wish) (clerk.PlaceView, error)
	// TryPlace refuses what booking the slots would refuse, and books nothing.
	TryPlace(ctx context.Context, by court.PersonID, w clerk.Wish, slots []calendar.Slot) (clerk.Trial, error)
	BookHearing(ctx context.Context, by court.PersonID, cmd clerk.Book) (clerk.Done, error)
	ReleaseHearing(ctx context.Context, by court.PersonID, cmd clerk.Reasoned) (clerk.Done, error)
	CheckIn(ctx context.Context, by court.PersonID, cmd clerk.Door) (clerk.Done, error)
}
