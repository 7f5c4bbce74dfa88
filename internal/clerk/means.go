package clerk

import (
	"fmt"
	"strings"

	"tarazy/internal/court"
	"tarazy/internal/i18n"
)

// actWords say of each action, in the words of the glossary, what it lets a
// person do. They are printed beside the permission table and shown on no page:
// there an act has the words of the catalogues.
const actWords = `
enrol: make a person known to the court; enter their number and address, invite them
open_case: open a case
members: see who is in the case, as what, by what power
add_party: put a person into a case that was opened
power: put another document in the place of a power
end_role: end a role in the case; a party: only of who stands for them
end_party: end a party's own part in the case
end_place: end the role of who stands for a party or is on the roll of a hearing that goes on
amend: run a draft amendment of the law over past cases
look: say that one looks at the case, for all in it to see
read: read the case file
file: file a document
receipt: get the proof that an act stands in the record
export: take the case out as a bundle that can be verified
state: state a circumstance of the case
ready: say how a person can take part: devices, line, consent, what they need
object: object to the format
rule: rule on the format
schedule: schedule a hearing
prepare: see the hearing; test one's devices, promise, and knock
admit: admit who knocked
identify: record how a person's identity was checked
open: open the hearing
recess: order a recess
resume: resume the hearing
go_on: go on without who is missing, by a reasoned ruling
dismiss: dismiss a hold as mistaken
technical_break: call a break for a failure of the court's own means
adjourn: put the hearing off to another date
close: close the hearing
contact: reach a person who is missing; answer who cannot get in
leave: leave the room oneself
dispute: say that a declared attempt to reach one was not made
report: report that one cannot get in
follow: see the journal of a hearing, also while it goes on
turn_away: leave at the door who knocked
remove: put a person out of the room
readmit: end the order that keeps a person out
protest: object to the order that keeps one out
standing: rule ahead on a loss of line that comes again; take that back
hand: ask for the floor, or not any more
floor: give and take the floor; open, close and mute microphones
confer: begin a private talk or ask for one; come back from it
private: allow private talks; call people back from them
interpret: follow the hearing through the interpreter, or in the original
answer_journal: agree or object to the journal of a hearing that ended
rule_journal: rule on an objection to the journal
figures: see the figures of hearings: a judge's own and the court's
count_figures: set down a period's figures in the record
courtrooms: add, change, close and reopen courtrooms
calendar: see the whole calendar
book: give a hearing its place in the calendar, move it, release it
over_wish: book over a wish to keep a day free
away: say when one cannot attend
check_in: check in at the courtroom's door; the bench: anybody on the roll
`

// means is the action in half a line of plain words; empty for one that has none.
func means(a Action) string {
	for line := range strings.Lines(actWords) {
		if word, said, is := strings.Cut(line, ": "); is && word == string(a) {
			return strings.TrimSpace(said)
		}
	}
	return ""
}

// roleWords are the names of the roles as the table has them, each with what
// people call it in the languages of the court.
func roleWords() string {
	var b strings.Builder
	b.WriteString("\nThe roles\n")
	for _, sheet := range permissionSheets() {
		for _, r := range sheet.roles {
			line := fmt.Sprintf("%-15s", r)
			for _, lang := range court.Langs() {
				line += fmt.Sprintf(" %-29s", i18n.T(lang, "role."+string(r), nil))
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}
