//! A figure's picture, as SVG: `role="img"` with title and description, styled by classes
//! alone, sized by attributes, so that a page's content security policy lets it be.
//!
//! The same drawing serves page, report and PDF. It takes its styles from the page
//! ([`STYLE`]); [`alone`] puts them and no reference to anything else into the picture.

mod axis;
mod bars;
mod drawing;
mod funnel;
mod line;
mod plot;
mod scores;
mod step;
mod weights;

use evaluation::{ChartForm, Figure};

use drawing::Drawing;
pub(crate) use drawing::WIDTH;
use plot::Plot;
pub use scores::{Scores, scores};
pub use weights::{Weighed, weights};

/// The styles of every chart, for the page that shows them.
pub const STYLE: &str = include_str!("chart.css");

/// The picture of a figure, where it has one and has a number to draw.
pub fn svg(figure: &Figure) -> Option<String> {
    Some(drawn(figure)?.finish(&ids(figure), figure.title, &description(figure)?, None))
}

/// The same picture with its styles in it, for a document that has no page around it.
pub fn alone(figure: &Figure) -> Option<String> {
    Some(drawn(figure)?.finish(&ids(figure), figure.title, &description(figure)?, Some(STYLE)))
}

/// What the picture shows, in a sentence or a few, for those who do not see it. The numbers
/// themselves stand in the table beside it.
pub fn description(figure: &Figure) -> Option<String> {
    let chart = figure.chart.as_ref()?;
    let plot = Plot::of(figure, chart)?;
    Some(plot.description(chart.form))
}

fn ids(figure: &Figure) -> String {
    format!("chart-{}", figure.key)
}

fn drawn(figure: &Figure) -> Option<Drawing> {
    let chart = figure.chart.as_ref()?;
    let plot = Plot::of(figure, chart)?;
    Some(match chart.form {
        ChartForm::Bars if plot.series.len() > 1 => bars::grouped(&plot),
        ChartForm::Bars => bars::bars(&plot),
        ChartForm::Grouped => bars::grouped(&plot),
        ChartForm::Stacked => bars::stacked(&plot),
        ChartForm::Line => line::line(&plot),
        ChartForm::Step => step::step(&plot),
        ChartForm::Funnel => funnel::funnel(&plot),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use evaluation::{Row, Value};

    #[test]
    fn bars_with_their_interval() {
        insta::assert_snapshot!(svg(&samples::waits()).expect("drawn"));
    }

    #[test]
    fn every_form_is_well_made() {
        for figure in samples::evaluation().figures {
            let Some(svg) = svg(&figure) else { continue };
            assert!(svg.contains("role=\"img\""), "{}", figure.key);
            let title = format!("<title id=\"chart-{}-title\">", figure.key);
            assert!(svg.contains(&title), "{}", figure.key);
            assert!(!svg.contains("style="), "{}", figure.key);
            assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{}", figure.key);
            assert_eq!(svg.matches('<').count(), svg.matches('>').count(), "{}", figure.key);
        }
    }

    #[test]
    fn the_words_of_a_level_stand_over_the_picture_where_nothing_crosses_them() {
        let mut figure = samples::quarters();
        let chart = figure.chart.as_mut().expect("a chart");
        chart.marks = vec![("50".into(), "average: 50".into()), ("2017Q4".into(), "new".into())];
        let svg = svg(&figure).expect("drawn");
        let y_of = |class: &str| -> f64 {
            let (_, rest) = svg.split_once(&format!("class=\"{class}\"")).expect(class);
            let tag = rest.split_once('>').expect("a tag").0;
            let (_, y) = tag.split_once(" y=\"").or_else(|| tag.split_once(" y1=\"")).expect("y");
            y.split_once('"').expect("a number").0.parse().expect("a number")
        };
        assert!(y_of("chart-level") < y_of("chart-mark") - 20.0, "{svg}");
    }

    #[test]
    fn nothing_is_drawn_of_no_numbers() {
        assert_eq!(svg(&samples::empty()), None);
        let mut figure = samples::waits();
        figure.rows.clear();
        assert_eq!(svg(&figure), None);
        let mut of_nobody = samples::quarters();
        for (_, value) in of_nobody.rows.iter_mut().flat_map(|row| &mut row.cells) {
            if value.as_f64().is_some() {
                *value = Value::Count(0);
            }
        }
        assert_eq!(svg(&of_nobody), None);
    }

    #[test]
    fn what_was_suppressed_says_so_in_its_place() {
        let svg = svg(&samples::suppressed()).expect("drawn");
        assert_eq!(svg.matches(">[c]<").count(), 2);
        assert!(svg.contains(">30.7<"));
        assert!(!svg.contains("19.2"));
    }

    #[test]
    fn a_total_is_not_a_bar() {
        let svg = svg(&samples::waits()).expect("drawn");
        assert!(!svg.contains(">Total<"));
    }

    #[test]
    fn nor_is_it_a_part_of_a_stack() {
        let mut figure = samples::shares(ChartForm::Stacked);
        figure
            .rows
            .push(Row::new().with("area", "Coventry").with("outcome", "total").with("count", 900));
        let svg = svg(&figure).expect("drawn");
        assert!(!svg.contains("900") && !svg.contains(">Total<"));
    }

    #[test]
    fn a_negative_number_reaches_the_other_way() {
        let mut figure = samples::waits();
        figure.rows = vec![
            Row::new().with("group", "below").with_number("mean", Some(-4.0)),
            Row::new().with("group", "above").with_number("mean", Some(8.0)),
        ];
        let svg = svg(&figure).expect("drawn");
        assert!(svg.contains(">−4.0<"));
        assert!(!svg.contains("width=\"-"), "no bar has a negative width");
    }

    #[test]
    fn words_from_outside_are_only_words() {
        let mut figure = samples::waits();
        figure.rows[0].cells[0].1 = Value::from("<script>&\"".to_owned());
        let svg = svg(&figure).expect("drawn");
        assert!(!svg.contains("<script>"));
        assert!(svg.contains("&lt;script&gt;&amp;&quot;"));
    }

    #[test]
    fn thirty_one_steps_have_room_for_their_labels() {
        let svg = svg(&samples::survival()).expect("drawn");
        let labels = svg.matches("class=\"chart-tick\" text-anchor=\"middle\"").count();
        assert!((5..=16).contains(&labels), "{labels} labels below");
    }

    #[test]
    fn a_picture_alone_asks_for_nothing_else() {
        let svg = alone(&samples::waits()).expect("drawn");
        assert!(svg.contains("<style>"));
        assert!(!svg.contains("url(http") && !svg.contains("@import") && !svg.contains("var("));
    }
}
