import NexusFlowAPI
import ShellLanguage

/// Prices of what is submitted, at least, against a budget that is written out.
extension Checker {
    /// Takes note of a line that submits.
    mutating func count(_ command: Command, _ spec: CommandSpec) {
        makers += 1
        let lines = SubmitForecast(command, spec, forecast)
        checkNames(lines, command.name.span)
        guard let tasks = bill.tasks(lines.count), tasks > 0, let each = lines.leastPrice(in: catalogue),
            // Beyond this, sums could overflow; no budget is near it.
            each.microdollars <= Money.maximum.microdollars / Int64(tasks)
        else { return }
        let price = each * tasks
        if case .known(let text?) = forecast["budget"], let budget = Money(text), !bill.isClosed,
            bill.committed + price > budget
        {
            bill.isClosed = true
            let before = bill.committed > .zero ? ", and what stands before it \(bill.committed)" : ""
            report(
                "this costs at least \(price)\(before): the budget of \(budget) cannot hold", command.name.span,
                hint: "raise the budget, or choose something cheaper", status: .refused)
        }
        // Where errors are passed over, nobody knows what was sent.
        if !isForgiven, stopsOnErrors { bill.commit(price) }
    }
}
