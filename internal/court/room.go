package court

// RoomID names a courtroom for ever: "r-" and 16 lowercase hex digits. A room
// that was closed for good keeps its name, so that old bookings can be read.
type RoomID string
