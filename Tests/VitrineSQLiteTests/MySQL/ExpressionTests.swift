import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

/// One call and the answer a MySQL server gives.
struct CallCase: Sendable, CustomTestStringConvertible {
  let name: String
  let arguments: [String]
  let expected: String?

  init(_ name: String, _ arguments: [String], _ expected: String?) {
    (self.name, self.arguments, self.expected) = (name, arguments, expected)
  }

  var testDescription: String { "\(name)(\(arguments.joined(separator: ", ")))" }
}

@Suite("Functions by chapter")
struct ExpressionTests {
  private static let strings: [CallCase] = [
    CallCase("CONCAT", ["'a'", "1", "2.50"], "a12.50"), CallCase("CONCAT", ["'a'", "NULL"], nil),
    CallCase("CONCAT_WS", ["','", "'a'", "NULL", "'b'"], "a,b"),
    CallCase("SUBSTRING", ["'Quadratically'", "5"], "ratically"),
    CallCase("SUBSTRING", ["'Sakila'", "-3"], "ila"),
    CallCase("SUBSTRING", ["'Sakila'", "-5", "3"], "aki"),
    CallCase("SUBSTRING", ["'Sakila'", "0"], ""),
    CallCase("LEFT", ["'foobarbar'", "5"], "fooba"),
    CallCase("RIGHT", ["'foobarbar'", "4"], "rbar"),
    CallCase("LPAD", ["'hi'", "4", "'??'"], "??hi"), CallCase("LPAD", ["'hi'", "1", "'??'"], "h"),
    CallCase("RPAD", ["'hi'", "5", "'?'"], "hi???"),
    CallCase("TRIM", ["'  bar   '"], "bar"), CallCase("LTRIM", ["'xxxbarxxx'", "'x'"], "barxxx"),
    CallCase("REPLACE", ["'www.mysql.com'", "'w'", "'Ww'"], "WwWwWw.mysql.com"),
    CallCase("INSTR", ["'foobarbar'", "'BAR'"], "4"),
    CallCase("LOCATE", ["'bar'", "'foobarbar'", "5"], "7"),
    CallCase("REVERSE", ["'abc'"], "cba"), CallCase("REPEAT", ["'MySQL'", "3"], "MySQLMySQLMySQL"),
    CallCase("HEX", ["'abc'"], "616263"), CallCase("HEX", ["255"], "FF"),
    CallCase("CHAR_LENGTH", ["'größe'"], "5"), CallCase("LENGTH", ["'größe'"], "7"),
    CallCase("UPPER", ["'größe'"], "GRÖßE"),
    CallCase("LOWER", ["'QUADRATICALLY'"], "quadratically"),
    CallCase("FORMAT", ["12332.123456", "4"], "12,332.1235"),
    CallCase("FORMAT", ["12332.2", "0"], "12,332"),
    CallCase("FIELD", ["'Bb'", "'Aa'", "'bb'", "'Cc'"], "2"),
    CallCase("ELT", ["4", "'Aa'", "'Bb'", "'Cc'", "'Dd'"], "Dd"),
    CallCase("FIND_IN_SET", ["'b'", "'a,b,c,d'"], "2"),
    CallCase("ASCII", ["'2'"], "50"), CallCase("ORD", ["'2'"], "50"),
    CallCase("CHAR", ["77", "121", "83", "81", "'76'"], "MySQL"),
    CallCase("SPACE", ["3"], "   "), CallCase("STRCMP", ["'text'", "'text2'"], "-1"),
    CallCase("STRCMP", ["'text'", "'TEXT'"], "0"),
    CallCase("SUBSTRING_INDEX", ["'www.mysql.com'", "'.'", "2"], "www.mysql"),
    CallCase("SUBSTRING_INDEX", ["'www.mysql.com'", "'.'", "-2"], "mysql.com"),
    CallCase("INSERT", ["'Quadratic'", "3", "4", "'What'"], "QuWhattic"),
    CallCase("QUOTE", ["'Don''t!'"], "'Don\\'\\'t!'"), CallCase("SOUNDEX", ["'Hello'"], "H400"),
    CallCase("TO_BASE64", ["'abc'"], "YWJj"),
    CallCase("MAKE_SET", ["5", "'hello'", "'nice'", "'world'"], "hello,world"),
    CallCase("EXPORT_SET", ["5", "'Y'", "'N'", "','", "4"], "Y,N,Y,N"),
    CallCase("REGEXP_REPLACE", ["'a b c'", "'b'", "'X'"], "a X c"),
    CallCase("REGEXP_LIKE", ["'Michael!'", "'.*'"], "1"),
    CallCase("REGEXP_INSTR", ["'dog cat dog'", "'dog'", "2"], "9"),
    CallCase("REGEXP_SUBSTR", ["'abc def ghi'", "'[a-z]+'", "1", "3"], "ghi"),
  ]

  private static let numbers: [CallCase] = [
    CallCase("ABS", ["-32"], "32"), CallCase("ABS", ["-2.50"], "2.50"),
    CallCase("ROUND", ["-1.23"], "-1"), CallCase("ROUND", ["-1.58"], "-2"),
    CallCase("ROUND", ["1.298", "1"], "1.3"), CallCase("ROUND", ["1.298", "0"], "1"),
    CallCase("ROUND", ["23.298", "-1"], "20"), CallCase("ROUND", ["2.5"], "3"),
    CallCase("ROUND", ["25e-1"], "2"), CallCase("ROUND", ["1.5"], "2"),
    CallCase("ROUND", ["150", "-2"], "200"),
    CallCase("TRUNCATE", ["1.223", "1"], "1.2"), CallCase("TRUNCATE", ["-1.999", "1"], "-1.9"),
    CallCase("TRUNCATE", ["122", "-2"], "100"), CallCase("CEILING", ["1.23"], "2"),
    CallCase("CEILING", ["-1.23"], "-1"), CallCase("FLOOR", ["-1.23"], "-2"),
    CallCase("MOD", ["234", "10"], "4"), CallCase("MOD", ["34.5", "3"], "1.5"),
    CallCase("MOD", ["5", "0"], nil), CallCase("POW", ["2", "-2"], "0.25"),
    CallCase("SQRT", ["4"], "2"), CallCase("SQRT", ["-16"], nil), CallCase("SIGN", ["-32"], "-1"),
    CallCase("LOG", ["2", "65536"], "16"), CallCase("LN", ["0"], nil),
    CallCase("CRC32", ["'MySQL'"], "3259397556"), CallCase("CONV", ["'a'", "16", "2"], "1010"),
    CallCase("CONV", ["-17", "10", "-18"], "-H"), CallCase("BIN", ["12"], "1100"),
    CallCase("OCT", ["12"], "14"), CallCase("BIT_COUNT", ["29"], "4"),
    CallCase("GREATEST", ["2", "0"], "2"), CallCase("LEAST", ["34.0", "3.0", "5.0"], "3.0"),
    CallCase("GREATEST", ["'B'", "'A'", "'c'"], "c"), CallCase("GREATEST", ["1", "NULL"], nil),
    CallCase("COALESCE", ["NULL", "1", "2.5"], "1.0"), CallCase("IFNULL", ["NULL", "'x'"], "x"),
    CallCase("NULLIF", ["1", "1"], nil), CallCase("NULLIF", ["1", "2"], "1"),
    CallCase("IF", ["0", "'yes'", "'no'"], "no"),
    CallCase("INTERVAL", ["23", "1", "15", "17", "30", "44"], "3"),
    CallCase("INET_ATON", ["'10.0.5.9'"], "167773449"),
    CallCase("INET_NTOA", ["167773449"], "10.0.5.9"),
  ]

  private static let dates: [CallCase] = [
    CallCase("NOW", [], "2026-11-21 02:02:03"), CallCase("NOW", ["2"], "2026-11-21 02:02:03.25"),
    CallCase("CURDATE", [], "2026-11-21"), CallCase("CURTIME", [], "02:02:03"),
    CallCase("YEAR", ["'1987-01-01'"], "1987"), CallCase("QUARTER", ["'2008-04-01'"], "2"),
    CallCase("DAYOFWEEK", ["'2007-02-03'"], "7"),
    CallCase("WEEKDAY", ["'2008-02-03 22:23:00'"], "6"),
    CallCase("DAYOFYEAR", ["'2007-02-03'"], "34"),
    CallCase("DAYNAME", ["'2007-02-03'"], "Saturday"),
    CallCase("MONTHNAME", ["'2008-02-03'"], "February"), CallCase("WEEK", ["'2008-02-20'"], "7"),
    CallCase("WEEK", ["'2008-02-20'", "1"], "8"), CallCase("WEEK", ["'2008-12-31'", "1"], "53"),
    CallCase("WEEK", ["'2000-01-01'", "2"], "52"), CallCase("YEARWEEK", ["'1987-01-01'"], "198652"),
    CallCase("LAST_DAY", ["'2004-02-05'"], "2004-02-29"),
    CallCase("LAST_DAY", ["'2003-03-32'"], nil), CallCase("HOUR", ["'272:59:59'"], "272"),
    CallCase("MICROSECOND", ["'2009-12-31 23:59:59.000010'"], "10"),
    CallCase("DATEDIFF", ["'2007-12-31 23:59:59'", "'2007-12-30'"], "1"),
    CallCase("TIMESTAMPDIFF", ["'MONTH'", "'2003-02-01'", "'2003-05-01'"], "3"),
    CallCase("TIMESTAMPDIFF", ["'YEAR'", "'2002-05-01'", "'2001-01-01'"], "-1"),
    CallCase("TIMESTAMPDIFF", ["'MINUTE'", "'2003-02-01'", "'2003-05-01 12:05:55'"], "128885"),
    CallCase("DATE_FORMAT", ["'2009-10-04 22:23:00'", "'%W %M %Y'"], "Sunday October 2009"),
    CallCase("DATE_FORMAT", ["'2007-10-04 22:23:00'", "'%H:%i:%s'"], "22:23:00"),
    CallCase(
      "DATE_FORMAT",
      ["'1900-10-04 22:23:00'", "'%D %y %a %d %m %b %j'"],
      "4th 00 Thu 04 10 Oct 277"
    ),
    CallCase("DATE_FORMAT", ["'1999-01-01'", "'%X %V'"], "1998 52"),
    CallCase("STR_TO_DATE", ["'01,5,2013'", "'%d,%m,%Y'"], "2013-05-01 00:00:00.000000"),
    CallCase("TO_DAYS", ["'2007-10-07'"], "733321"),
    CallCase("FROM_DAYS", ["730669"], "2000-07-03"),
    CallCase("SEC_TO_TIME", ["2378"], "00:39:38"), CallCase("TIME_TO_SEC", ["'22:23:00'"], "80580"),
    CallCase("MAKEDATE", ["2011", "32"], "2011-02-01"),
    CallCase("MAKETIME", ["12", "15", "30"], "12:15:30"),
    CallCase("PERIOD_ADD", ["200801", "2"], "200803"),
    CallCase("PERIOD_DIFF", ["200802", "200703"], "11"),
    CallCase("UNIX_TIMESTAMP", ["'2015-11-13 10:20:19'"], "1447410019.000000"),
    CallCase("FROM_UNIXTIME", ["1447430881"], "2015-11-13 16:08:01"),
    CallCase(
      "TIMEDIFF",
      ["'2000-01-01 00:00:00'", "'2000-01-01 00:00:00.000001'"],
      "-00:00:00.000001"
    ),
    CallCase(
      "ADDTIME",
      ["'2007-12-31 23:59:59.999999'", "'1 1:1:1.000002'"],
      "2008-01-02 01:01:01.000001"
    ),
    CallCase(
      "CONVERT_TZ",
      ["'2004-01-01 12:00:00'", "'+00:00'", "'+10:00'"],
      "2004-01-01 22:00:00.000000"
    ),
    CallCase("DATE", ["'2003-12-31 01:02:03'"], "2003-12-31"),
  ]

  private static let documents: [CallCase] = [
    CallCase("JSON_ARRAY", ["1", "'abc'", "NULL", "1.50"], #"[1, "abc", null, 1.50]"#),
    CallCase("JSON_OBJECT", ["'id'", "87", "'a'", "'carrot'"], #"{"a": "carrot", "id": 87}"#),
    CallCase("JSON_EXTRACT", ["'[10, 20, [30, 40]]'", "'$[1]'"], "20"),
    CallCase("JSON_EXTRACT", ["'[10, 20, [30, 40]]'", "'$[1]'", "'$[0]'"], "[20, 10]"),
    CallCase("JSON_EXTRACT", ["'[10, 20, [30, 40]]'", "'$[2][*]'"], "[30, 40]"),
    CallCase("JSON_EXTRACT", [#"'{"a": {"b": 1}, "c": {"b": 2}}'"#, "'$**.b'"], "[1, 2]"),
    CallCase("JSON_UNQUOTE", [#"'"abc"'"#], "abc"), CallCase("JSON_UNQUOTE", ["'[1]'"], "[1]"),
    CallCase("JSON_QUOTE", [#"'"null"'"#], #""\"null\"""#),
    CallCase("JSON_VALID", [#"'{"a": 1}'"#], "1"), CallCase("JSON_VALID", ["'hello'"], "0"),
    CallCase("JSON_TYPE", ["'[1]'"], "ARRAY"),
    CallCase("JSON_LENGTH", [#"'[1, 2, {"a": 3}]'"#], "3"),
    CallCase("JSON_DEPTH", ["'[10, {\"a\": 20}]'"], "3"),
    CallCase("JSON_KEYS", [#"'{"bb": 1, "a": {"c": 30}}'"#], #"["a", "bb"]"#),
    CallCase("JSON_CONTAINS", [#"'{"a": 1, "b": 2, "c": {"d": 4}}'"#, "'1'", "'$.a'"], "1"),
    CallCase("JSON_CONTAINS", ["'[1, [2, 3]]'", "'[2]'"], "1"),
    CallCase("JSON_CONTAINS_PATH", [#"'{"a": 1}'"#, "'one'", "'$.a'", "'$.e'"], "1"),
    CallCase(
      "JSON_SET",
      [#"'{ "a": 1, "b": [2, 3]}'"#, "'$.a'", "10", "'$.c'", "'x'"],
      #"{"a": 10, "b": [2, 3], "c": "x"}"#
    ),
    CallCase("JSON_INSERT", [#"'{"a": 1}'"#, "'$.a'", "10", "'$.c'", "2"], #"{"a": 1, "c": 2}"#),
    CallCase("JSON_REPLACE", [#"'{"a": 1}'"#, "'$.a'", "10", "'$.c'", "2"], #"{"a": 10}"#),
    CallCase("JSON_REMOVE", [#"'["a", ["b", "c"], "d"]'"#, "'$[1]'"], #"["a", "d"]"#),
    CallCase(
      "JSON_ARRAY_APPEND",
      [#"'["a", ["b", "c"], "d"]'"#, "'$[1]'", "1"],
      #"["a", ["b", "c", 1], "d"]"#
    ),
    CallCase("JSON_MERGE_PATCH", [#"'{"a":1, "b":2}'"#, #"'{"a":3, "b":null}'"#], #"{"a": 3}"#),
    CallCase("JSON_MERGE_PRESERVE", ["'[1, 2]'", "'true'"], "[1, 2, true]"),
    CallCase(
      "JSON_SEARCH",
      [#"'["abc", {"x": "abc"}]'"#, "'all'", "'abc'"],
      #"["$[0]", "$[1].x"]"#
    ),
    CallCase("JSON_OVERLAPS", ["'[1,3,5,7]'", "'[2,5,7]'"], "1"),
  ]

  @Test(arguments: strings + numbers + dates + documents)
  func callGivesTheAnswer(_ test: CallCase) throws {
    let library = try Library()
    let call = try FunctionCatalog.call(test.name, test.arguments.map(Operand.literal))
    #expect(try library.text(call) == test.expected, "\(call.sql)")
  }
}
