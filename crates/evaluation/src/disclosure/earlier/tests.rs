//! Which rows of an earlier release are the same as one of this.

use serde_json::json;

use super::*;

#[test]
fn a_row_of_another_form_has_a_word_that_this_one_has_not() {
    let by_area = Row::new()
        .with("file", "support")
        .with("column", "needs")
        .with("area", "Dudley")
        .with_number("share", Some(0.5));
    let before = |more: Json| {
        let mut row = json!({"file": "support", "column": "needs", "area": "Dudley"});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    assert!(is_of_form(&by_area, &before(json!({}))));
    // A number and a null are no words of a row, nor is whether it is suppressed.
    let numbers = json!({"count": 7, "low": null, "suppressed": true});
    assert!(is_of_form(&by_area, &before(numbers)));
    assert!(!is_of_form(&by_area, &before(json!({"provider": "Haven"}))));
    // A word that this row has beyond those of the earlier one is for `same` to see.
    assert!(is_of_form(&by_area, &json!({"file": "support"})));
    assert!(is_of_form(&by_area, &json!({})) && is_of_form(&by_area, &Json::Null));
}

#[test]
fn rows_by_area_and_by_provider_are_not_the_same_row() {
    let mut figure = Figure::new("completeness", "", "", "", "rows");
    figure.columns = ["file", "column", "area", "provider"]
        .map(|key| crate::figure::column(key, "", crate::Kind::Code))
        .into();
    let of = |area: &'static str, provider: &'static str| {
        let row = Row::new().with("file", "support").with("column", "needs");
        row.with("area", area).with("provider", provider)
    };
    let by_area = json!({"file": "support", "column": "needs", "area": "Dudley"});
    let total = Row::new().with("file", "support").with("column", "needs").with("area", "Dudley");
    assert!(same(&figure, &total, &by_area));
    assert!(!same(&figure, &of("Dudley", "total"), &by_area));
    let by_provider = json!({
        "file": "support", "column": "needs", "area": "total", "provider": "Haven"
    });
    assert!(same(&figure, &of("total", "Haven"), &by_provider));
    assert!(!same(&figure, &of("total", "Rise"), &by_provider));
    assert!(!same(&figure, &total, &by_provider));
}
