package pages

import (
	"html/template"
	tree "text/template/parse"
)

// lend gives a page the frame and those parts of base that it uses, and that
// they use. A page with all the parts would keep each of them once a page and
// language: most of an idle court's memory.
func lend(base, page *template.Template) error {
	wanted := []string{"layout"}
	for _, own := range page.Templates() {
		if own.Tree != nil {
			wanted = used(own.Tree.Root, wanted)
		}
	}
	for len(wanted) > 0 {
		name := wanted[0]
		wanted = wanted[1:]
		part := base.Lookup(name)
		if page.Lookup(name) != nil || part == nil || part.Tree == nil {
			continue // its own; or nobody's, which it says when it is shown
		}
		// A copy: html/template marks in a tree where its values stand.
		if _, err := page.AddParseTree(name, part.Tree.Copy()); err != nil {
			return err
		}
		wanted = used(part.Tree.Root, wanted)
	}
	return nil
}

// used adds the names of the templates that a node uses.
func used(n tree.Node, names []string) []string {
	branch := func(b *tree.BranchNode) { names = used(b.ElseList, used(b.List, names)) }
	switch n := n.(type) {
	case *tree.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				names = used(one, names)
			}
		}
	case *tree.IfNode:
		branch(&n.BranchNode)
	case *tree.RangeNode:
		branch(&n.BranchNode)
	case *tree.WithNode:
		branch(&n.BranchNode)
	case *tree.TemplateNode:
		names = append(names, n.Name)
	}
	return names
}
