"""Pages people see, in French: one module a subject, one function a page."""
