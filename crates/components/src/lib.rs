//! Page furniture and form fields, typed; the styles, script and font that they need.
