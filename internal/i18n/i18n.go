// Package i18n holds the catalogues: every text a person reads, in Kazakh,
// Russian and English, with plurals and dates.
//
// A catalogue file is <lang>/<area>.json, a flat object: key → text, or
// key → {"one": …, "few": …, "many": …, "other": …} chosen by the argument "n".
// Placeholders are {name}. Areas keep one team out of another's file.
package i18n
