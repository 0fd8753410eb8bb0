"""How every page looks: base page, form and field templates, components. Holds no business words."""
