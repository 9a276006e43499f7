//! How the shape of an event, and of what it is made of, is declared once and converted both ways.

/// Structures: each field is kept under its own name.
macro_rules! shapes {
    ($($name:ident { $($field:ident: $kind:ty),+ $(,)? })+) => {$(
        const _: () = {
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct Stored {
                $($field: <$kind as $crate::forms::kept::Kept>::Form),+
            }
            impl $crate::forms::kept::Kept for $name {
                type Form = Stored;
                fn form(&self) -> Stored {
                    Stored { $($field: $crate::forms::kept::Kept::form(&self.$field)),+ }
                }
                fn back(form: Stored) -> Result<Self, $crate::forms::kept::Unreadable> {
                    Ok(Self { $($field: $crate::forms::kept::Kept::back(form.$field)?),+ })
                }
            }
        };
    )+};
}
pub(super) use shapes;

/// Events and choices by their kind. A field is the event’s own name or place of it, and the name
/// that it is kept under.
macro_rules! kinds {
    ($(#[$about:meta])* $stored:ident of $name:ident, $kinds:ident {
        $($kind:literal $variant:ident { $($field:tt as $kept:ident: $of:ty),* $(,)? })+
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "kind", deny_unknown_fields)]
        pub enum $stored {
            $(
                #[doc = concat!("`", $kind, "`, as in the event of that name.")]
                #[serde(rename = $kind)]
                $variant {
                    $(#[doc = "As in the event."] $kept: <$of as $crate::forms::kept::Kept>::Form),*
                }
            ),+
        }
        /// Every kind, as it is spelled.
        pub const $kinds: &[&str] = &[$($kind),+];

        impl $crate::forms::kept::Kept for $name {
            type Form = $stored;
            fn form(&self) -> $stored {
                match self {
                    $(Self::$variant { $($field: $kept),* } => {
                        $stored::$variant { $($kept: $crate::forms::kept::Kept::form($kept)),* }
                    })+
                }
            }
            fn back(form: $stored) -> Result<Self, $crate::forms::kept::Unreadable> {
                Ok(match form {
                    $($stored::$variant { $($kept),* } => {
                        Self::$variant { $($field: $crate::forms::kept::Kept::back($kept)?),* }
                    })+
                })
            }
        }
    };
}
pub(super) use kinds;
