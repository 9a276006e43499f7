//! What was written reads back as it was, and nothing makes the reader panic.

use dataset::codes::*;
use dataset::{DataSet, Given, Options, Reading, Referral, Several, Source, Sources, Support};
use jiff::civil::date;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    proptest::string::string_regex("['=+@;,\"é a-zA-Z0-9-]{1,12}")
        .unwrap()
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("empty is not recorded", |text| !text.is_empty())
}

prop_compose! {
    fn referral()(
        reference in text(), individual in proptest::option::of(text()), area in 0..7_usize,
        day in 1..28_i8, sessions in proptest::option::of(0..=30_u8), needs in 0..63_u8,
        ages in proptest::collection::vec(0..20_u8, 0..4),
    ) -> Referral {
        let mut row = Referral::new(&reference, date(2019, 2, day));
        row.individual_ref = individual.map(Into::into);
        row.area = Some(Area::ALL[area]);
        row.closed_on = Some(date(2020, 12, day));
        row.sessions_attended = sessions;
        row.needs = Need::ALL.iter().copied().filter(|n| needs >> n.place() & 1 == 1).collect();
        for age in ages {
            row.children_ages.push(age).unwrap();
        }
        row
    }
}

pub fn data() -> impl Strategy<Value = DataSet> {
    (proptest::collection::vec(referral(), 0..12), text()).prop_map(|(mut referrals, text)| {
        for (place, row) in referrals.iter_mut().enumerate() {
            row.referral_ref = format!("{}{place}", row.referral_ref).into();
        }
        let support = Support {
            support_ref: text.clone().into(),
            provider: Some(text.into()),
            health: Some(Change::Deteriorated),
            support_types: Several::from_iter([SupportType::DropIn, SupportType::Other]),
            ..Support::default()
        };
        let given = Given { support: true, ..Given::default() };
        DataSet { referrals, support: vec![support], given, ..DataSet::default() }
    })
}

fn csv<R: dataset::Row>(rows: &[R]) -> Source {
    let mut bytes = Vec::new();
    dataset::write_csv(rows, &mut bytes).unwrap();
    Source::reader("f.csv", std::io::Cursor::new(bytes))
}

fn read_bytes(bytes: Vec<u8>, block: usize) -> Result<Reading, dataset::ReadError> {
    let source = Source::reader("r.csv", std::io::Cursor::new(bytes));
    dataset::read(Sources::referrals(source), &Options { block, ..Options::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn csv_reads_back_as_it_was_written(data in data(), block in 16..400_usize) {
        let mut sources = Sources::referrals(csv(&data.referrals));
        sources.support = Some(csv(&data.support));
        let read = dataset::read(sources, &Options { block, ..Options::default() }).unwrap();
        prop_assert!(read.faults.is_empty(), "{:?}", read.faults);
        prop_assert_eq!(read.data, data);
    }

    #[test]
    fn a_workbook_reads_back_as_it_was_written(data in data()) {
        let mut book = std::io::Cursor::new(Vec::new());
        dataset::write_workbook(&data, &mut book, &std::env::temp_dir()).unwrap();
        book.set_position(0);
        let source = Source::reader("book.xlsx", book);
        let read = dataset::read(Sources::referrals(source), &Options::default()).unwrap();
        prop_assert!(read.faults.is_empty(), "{:?}", read.faults);
        prop_assert_eq!(read.data, data);
    }

    #[test]
    fn how_it_is_cut_into_blocks_changes_nothing(
        rest in "([R1,2019-]|[\n\"]|01-02|,,\n){0,40}", block in 16..64_usize,
    ) {
        let text = format!("referral_ref,received_on,needs\n{rest}").into_bytes();
        let (cut, whole) = (read_bytes(text.clone(), block).unwrap(), read_bytes(text, 1 << 20).unwrap());
        prop_assert_eq!(cut.faults, whole.faults);
        prop_assert_eq!(cut.data, whole.data);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(bytes.clone(), 16);
        let _ = read_bytes([b"PK\x03\x04".as_slice(), &bytes].concat(), 16);
        let header = b"referral_ref,received_on,needs\n".as_slice();
        let _ = read_bytes([header, &bytes].concat(), 16);
    }
}
