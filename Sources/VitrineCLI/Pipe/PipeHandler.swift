import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineScenarios
import VitrineSharding

/// Answers the requests of `vitrine pipe`: one line of JSON in, one out, whatever the line holds.
///
///     let handler = PipeHandler()
///     handler.answer(#"{"id":1,"op":"parse","sql":"select 1"}"#)
///     // {"id":1,"ok":true,"sql":"SELECT 1"}
///
/// It keeps one cluster, which `create` replaces, and sessions in it by name.
final class PipeHandler {
  private var cluster: Cluster?
  private var defaultKeyspace: String?
  private var sessions: [String: Session] = [:]
  private weak var lastSession: Session?
  /// What the statements of the request have answered so far, where it has several.
  private var answered: [Vitrine.Result] = []

  /// The answer to a line, without a newline.
  func answer(_ line: String) -> String {
    var text: String?
    var id = JSON.null
    do throws(SQLError) {
      (lastSession, answered) = (nil, [])
      let request = try PipeRequest(line)
      id = request.id
      text = request.sql
      return PipeAnswer.success(id, try members(for: request)).compact
    } catch {
      return PipeAnswer.failure(id, error, in: text, after: answersBeforeError).compact
    }
  }

  /// What the statements before the one that failed have answered, and a CALL before it failed.
  private var answersBeforeError: [Vitrine.Result] {
    answered + (lastSession?.answersBeforeError ?? [])
  }

  /// Closes the cluster; a temporary one is removed.
  func close() {
    sessions = [:]
    if let cluster { Clusters.close(cluster) }
    cluster = nil
  }

  private func members(for request: PipeRequest) throws(SQLError) -> [JSON.Member] {
    switch request.operation {
    case "create": try create(request)
    case "parse": [JSON.Member("sql", .string(try Parser.parse(try request.needSQL()).printed()))]
    case "plan": try plan(request)
    case "execute": try execute(request)
    case "vindex": try VindexRequest(request.document).answer()
    default:
      throw SQLError(
        .wrongArguments,
        "unknown op '\(request.operation)'",
        hint: "the ops are create, parse, plan, execute and vindex"
      )
    }
  }

  private func create(_ request: PipeRequest) throws(SQLError) -> [JSON.Member] {
    close()
    let layout = try request.layout()
    let cluster = try layout.makeCluster(
      at: try request.optionalText("directory"),
      configuration: try request.configuration()
    )
    self.cluster = Clusters.track(cluster)
    defaultKeyspace = layout.defaultKeyspace
    do throws(SQLError) {
      try check(cluster.configuration)
    } catch {
      close()
      throw error
    }
    return []
  }

  /// Refuses at once what the first statement would stumble over: the strategy, the default keyspace,
  /// the SQL mode.
  private func check(_ configuration: ClusterConfiguration) throws(SQLError) {
    try Strategies.check(configuration.strategy)
    let session = try session("main")
    guard let mode = configuration.sqlMode else { return }
    let quoted = mode.replacing("\\", with: "\\\\").replacing("'", with: "''")
    try session.execute("SET sql_mode = '\(quoted)'")
  }

  private func session(_ name: String) throws(SQLError) -> Session {
    if let session = sessions[name] { return session }
    guard let cluster else {
      throw SQLError(.noDatabase, "there is no cluster yet", hint: "send a 'create' first")
    }
    let session: Session
    if let defaultKeyspace {
      session = try cluster.session(preferring: defaultKeyspace)
    } else {
      session = try cluster.session()
    }
    sessions[name] = session
    return session
  }

  private func plan(_ request: PipeRequest) throws(SQLError) -> [JSON.Member] {
    let plan = try session(try request.sessionName()).explain(try request.needSQL())
    return [JSON.Member("plan", plan.json()), JSON.Member("tables", .strings(plan.tables))]
  }

  private func execute(_ request: PipeRequest) throws(SQLError) -> [JSON.Member] {
    let name = try request.sessionName()
    let session = try session(name)
    lastSession = session
    do throws(SQLError) {
      let result = try answer(
        to: try request.needSQL(),
        try request.parameters(),
        in: session
      )
      return PipeAnswer.members(of: result)
    } catch {
      // Its client would connect again.
      if error.code == .sessionKilled { sessions[name] = nil }
      throw error
    }
  }

  /// The answer to a statement, or to several with semicolons between them.
  ///
  /// Only a text that is no statement is tried as several, so a single one is parsed once and never run twice.
  private func answer(
    to sql: String,
    _ parameters: [Value],
    in session: Session
  ) throws(SQLError) -> Vitrine.Result {
    do throws(SQLError) {
      return try session.execute(sql, parameters: parameters)
    } catch {
      guard error.code == .parseError, parameters.isEmpty, session.isScript(sql) else {
        throw error
      }
    }
    try session.executeScript(sql) { result, _ in
      var alone = result
      alone.following = []
      answered += [alone] + result.following
    }
    var first = answered.first ?? Result()
    first.following = Array(answered.dropFirst())
    return first
  }
}
