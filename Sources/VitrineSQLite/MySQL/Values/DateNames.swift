/// What days and months are called: `lc_time_names`.
package struct DateNames: Sendable, Hashable {
  private let months: [String]
  private let shortMonths: [String]
  /// From Monday on.
  private let days: [String]
  private let shortDays: [String]

  package static let english = DateNames(
    months: Week.monthNames,
    shortMonths: Week.monthNames.map { String($0.prefix(3)) },
    days: Week.dayNames,
    shortDays: Week.dayNames.map { String($0.prefix(3)) }
  )

  private init(months: [String], shortMonths: [String], days: [String], shortDays: [String]) {
    self.months = months
    self.shortMonths = shortMonths
    self.days = days
    self.shortDays = shortDays
  }

  /// Nil for a locale whose names are not known.
  package init?(locale name: String) {
    guard let names = Self.byLocale[name.lowercased()]?.names else { return nil }
    self = names
  }

  /// The name of a locale in MySQL's own letters; nil where the names of its days are not known.
  package static func locale(named name: String) -> String? { byLocale[name.lowercased()]?.locale }

  func month(_ number: Int) -> String { Self.name(number - 1, months) }
  func shortMonth(_ number: Int) -> String { Self.name(number - 1, shortMonths) }
  /// Counted from 0 for Monday.
  func day(_ number: Int) -> String { Self.name(number, days) }
  func shortDay(_ number: Int) -> String { Self.name(number, shortDays) }

  private static func name(_ index: Int, _ names: [String]) -> String {
    names.indices.contains(index) ? names[index] : ""
  }

  private static let byLocale: [String: (locale: String, names: DateNames)] = {
    var found: [String: (locale: String, names: DateNames)] = [:]
    for locale in "en_US en_AU en_CA en_GB en_IN en_NZ en_PH en_ZA en_ZW".split(separator: " ") {
      found[locale.lowercased()] = (String(locale), english)
    }
    for entry in table {
      let names = DateNames(
        months: list(entry.months),
        shortMonths: list(entry.shortMonths),
        days: list(entry.days),
        shortDays: list(entry.shortDays)
      )
      for locale in entry.locales.split(separator: " ") {
        found[locale.lowercased()] = (String(locale), names)
      }
    }
    return found
  }()

  private static func list(_ names: String) -> [String] {
    names.split(separator: ",").map(String.init)
  }

  private struct Entry {
    let locales: String
    let months: String
    let shortMonths: String
    let days: String
    let shortDays: String
  }

  private static let table: [Entry] = [
    Entry(
      locales: "de_DE de_BE de_CH de_LU",
      months: "Januar,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,"
        + "November,Dezember",
      shortMonths: "Jan,Feb,Mär,Apr,Mai,Jun,Jul,Aug,Sep,Okt,Nov,Dez",
      days: "Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag,Sonntag",
      shortDays: "Mo,Di,Mi,Do,Fr,Sa,So"
    ),
    Entry(
      locales: "de_AT",
      months: "Jänner,Februar,März,April,Mai,Juni,Juli,August,September,Oktober,"
        + "November,Dezember",
      shortMonths: "Jän,Feb,Mär,Apr,Mai,Jun,Jul,Aug,Sep,Okt,Nov,Dez",
      days: "Montag,Dienstag,Mittwoch,Donnerstag,Freitag,Samstag,Sonntag",
      shortDays: "Mon,Die,Mit,Don,Fre,Sam,Son"
    ),
    Entry(
      locales: "fr_FR fr_BE fr_CA fr_CH fr_LU",
      months: "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,"
        + "novembre,décembre",
      shortMonths: "jan,fév,mar,avr,mai,jun,jui,aoû,sep,oct,nov,déc",
      days: "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche",
      shortDays: "lun,mar,mer,jeu,ven,sam,dim"
    ),
    Entry(
      locales: "es_ES es_AR es_BO es_CL es_CO es_CR es_DO es_EC es_GT es_HN es_MX "
        + "es_NI es_PA es_PE es_PR es_PY es_SV es_US es_UY es_VE",
      months: "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,"
        + "noviembre,diciembre",
      shortMonths: "ene,feb,mar,abr,may,jun,jul,ago,sep,oct,nov,dic",
      days: "lunes,martes,miércoles,jueves,viernes,sábado,domingo",
      shortDays: "lun,mar,mié,jue,vie,sáb,dom"
    ),
    Entry(
      locales: "it_IT it_CH",
      months: "gennaio,febbraio,marzo,aprile,maggio,giugno,luglio,agosto,settembre,"
        + "ottobre,novembre,dicembre",
      shortMonths: "gen,feb,mar,apr,mag,giu,lug,ago,set,ott,nov,dic",
      days: "lunedì,martedì,mercoledì,giovedì,venerdì,sabato,domenica",
      shortDays: "lun,mar,mer,gio,ven,sab,dom"
    ),
    Entry(
      locales: "nl_NL nl_BE",
      months: "januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,"
        + "november,december",
      shortMonths: "jan,feb,mrt,apr,mei,jun,jul,aug,sep,okt,nov,dec",
      days: "maandag,dinsdag,woensdag,donderdag,vrijdag,zaterdag,zondag",
      shortDays: "ma,di,wo,do,vr,za,zo"
    ),
    Entry(
      locales: "pt_BR",
      months: "janeiro,fevereiro,março,abril,maio,junho,julho,agosto,setembro,"
        + "outubro,novembro,dezembro",
      shortMonths: "Jan,Fev,Mar,Abr,Mai,Jun,Jul,Ago,Set,Out,Nov,Dez",
      days: "segunda,terça,quarta,quinta,sexta,sábado,domingo",
      shortDays: "Seg,Ter,Qua,Qui,Sex,Sáb,Dom"
    ),
    Entry(
      locales: "pt_PT",
      months: "Janeiro,Fevereiro,Março,Abril,Maio,Junho,Julho,Agosto,Setembro,"
        + "Outubro,Novembro,Dezembro",
      shortMonths: "Jan,Fev,Mar,Abr,Mai,Jun,Jul,Ago,Set,Out,Nov,Dez",
      days: "Segunda,Terça,Quarta,Quinta,Sexta,Sábado,Domingo",
      shortDays: "Seg,Ter,Qua,Qui,Sex,Sáb,Dom"
    ),
    Entry(
      locales: "sv_SE sv_FI",
      months: "januari,februari,mars,april,maj,juni,juli,augusti,september,oktober,"
        + "november,december",
      shortMonths: "jan,feb,mar,apr,maj,jun,jul,aug,sep,okt,nov,dec",
      days: "måndag,tisdag,onsdag,torsdag,fredag,lördag,söndag",
      shortDays: "mån,tis,ons,tor,fre,lör,sön"
    ),
    Entry(
      locales: "da_DK",
      months: "januar,februar,marts,april,maj,juni,juli,august,september,oktober,"
        + "november,december",
      shortMonths: "jan,feb,mar,apr,maj,jun,jul,aug,sep,okt,nov,dec",
      days: "mandag,tirsdag,onsdag,torsdag,fredag,lørdag,søndag",
      shortDays: "man,tir,ons,tor,fre,lør,søn"
    ),
    Entry(
      locales: "nb_NO no_NO",
      months: "januar,februar,mars,april,mai,juni,juli,august,september,oktober,"
        + "november,desember",
      shortMonths: "jan,feb,mar,apr,mai,jun,jul,aug,sep,okt,nov,des",
      days: "mandag,tirsdag,onsdag,torsdag,fredag,lørdag,søndag",
      shortDays: "man,tir,ons,tor,fre,lør,søn"
    ),
    Entry(
      locales: "pl_PL",
      months: "styczeń,luty,marzec,kwiecień,maj,czerwiec,lipiec,sierpień,wrzesień,"
        + "październik,listopad,grudzień",
      shortMonths: "sty,lut,mar,kwi,maj,cze,lip,sie,wrz,paź,lis,gru",
      days: "poniedziałek,wtorek,środa,czwartek,piątek,sobota,niedziela",
      shortDays: "pon,wto,śro,czw,pią,sob,nie"
    ),
    Entry(
      locales: "cs_CZ",
      months: "leden,únor,březen,duben,květen,červen,červenec,srpen,září,říjen,"
        + "listopad,prosinec",
      shortMonths: "led,úno,bře,dub,kvě,čen,čec,srp,zář,říj,lis,pro",
      days: "Pondělí,Úterý,Středa,Čtvrtek,Pátek,Sobota,Neděle",
      shortDays: "Po,Út,St,Čt,Pá,So,Ne"
    ),
    Entry(
      locales: "hu_HU",
      months: "január,február,március,április,május,június,július,augusztus,"
        + "szeptember,október,november,december",
      shortMonths: "jan,feb,már,ápr,máj,jún,júl,aug,sze,okt,nov,dec",
      days: "hétfő,kedd,szerda,csütörtök,péntek,szombat,vasárnap",
      shortDays: "h,k,sze,cs,p,szo,v"
    ),
    Entry(
      locales: "tr_TR",
      months: "Ocak,Şubat,Mart,Nisan,Mayıs,Haziran,Temmuz,Ağustos,Eylül,Ekim,Kasım,Aralık",
      shortMonths: "Oca,Şub,Mar,Nis,May,Haz,Tem,Ağu,Eyl,Eki,Kas,Ara",
      days: "Pazartesi,Salı,Çarşamba,Perşembe,Cuma,Cumartesi,Pazar",
      shortDays: "Pzt,Sal,Çrş,Prş,Cum,Cts,Paz"
    ),
    Entry(
      locales: "ru_RU",
      months: "Января,Февраля,Марта,Апреля,Мая,Июня,Июля,Августа,Сентября,Октября,"
        + "Ноября,Декабря",
      shortMonths: "Янв,Фев,Мар,Апр,Май,Июн,Июл,Авг,Сен,Окт,Ноя,Дек",
      days: "Понедельник,Вторник,Среда,Четверг,Пятница,Суббота,Воскресенье",
      shortDays: "Пнд,Втр,Срд,Чтв,Птн,Сбт,Вск"
    ),
    Entry(
      locales: "ja_JP",
      months: "1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月",
      shortMonths: " 1月, 2月, 3月, 4月, 5月, 6月, 7月, 8月, 9月,10月,11月,12月",
      days: "月曜日,火曜日,水曜日,木曜日,金曜日,土曜日,日曜日",
      shortDays: "月,火,水,木,金,土,日"
    ),
    Entry(
      locales: "zh_CN",
      months: "一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月",
      shortMonths: " 1月, 2月, 3月, 4月, 5月, 6月, 7月, 8月, 9月,10月,11月,12月",
      days: "星期一,星期二,星期三,星期四,星期五,星期六,星期日",
      shortDays: "一,二,三,四,五,六,日"
    ),
  ]
}
