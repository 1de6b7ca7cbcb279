using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using QlikConnections.Client;
using QlikConnections.Client.Http;
using QlikConnections.Client.Journal;
using QlikConnections.Client.SignIn;
using QlikConnections.Client.Statements;

namespace QlikConnections.Commands;

/// <summary>
/// Runs a cmdlet's work outside the pipeline thread after its first wait. Everything that PowerShell allows only on that thread is posted
/// back to it through a bounded queue. The bound gives back-pressure: if the consumer is slow or has stopped, no further page is requested.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    /// <summary>Below the size of a page, so that at most one page is read ahead of what the pipeline has taken.</summary>
    private const int QueueLength = 64;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private RequestObserver _requests = new();
    private BlockingCollection<Action>? _queue;
    private int _pipelineThread;
    private RememberedReader? _remembered;

    /// <summary>How many requests the cmdlet has sent.</summary>
    internal int Requests => _requests.Requests;

    /// <summary>True with -WhatIf. Call it on the pipeline thread.</summary>
    internal bool IsWhatIf =>
        LanguagePrimitives.IsTrue(
            MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound) ? bound : GetVariableValue("WhatIfPreference")
        );

    /// <summary>True if -Force suppresses the prompt: it does not turn off -WhatIf or an explicit -Confirm. Call it on the pipeline
    /// thread.</summary>
    internal bool MayForce => !IsWhatIf && !MyInvocation.BoundParameters.ContainsKey("Confirm");

    /// <summary>
    /// True if an action of higher impact than that of the cmdlet, which is fixed, needs a prompt. Call it on the pipeline thread.
    /// </summary>
    internal bool AsksForHighImpact =>
        !MyInvocation.BoundParameters.ContainsKey("Confirm")
        && LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
        && preference == ConfirmImpact.High;

    /// <summary>
    /// True when the user sees the question before the change: -WhatIf, -Confirm, or a preference that asks about changes of medium
    /// impact. To be asked on the pipeline thread.
    /// </summary>
    internal bool ShowsQuestion =>
        IsWhatIf
        || (
            MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm)
                ? LanguagePrimitives.IsTrue(confirm)
                : LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
                    && preference is ConfirmImpact.Low or ConfirmImpact.Medium
        );

    /// <summary>True when ShouldProcess returns true and writes nothing: neither -WhatIf, nor -Verbose, nor a prompt. Call it on the
    /// pipeline thread.</summary>
    internal bool ShouldProcessIsSilent =>
        !IsWhatIf
        && !IsVerbose
        && (MyInvocation.BoundParameters.TryGetValue("Confirm", out var confirm)
            ? !LanguagePrimitives.IsTrue(confirm)
            : LanguagePrimitives.TryConvertTo(GetVariableValue("ConfirmPreference"), out ConfirmImpact preference)
                && (preference == ConfirmImpact.None || GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact < preference));

    private bool IsVerbose => MyInvocation.BoundParameters.TryGetValue("Verbose", out var verbose)
        ? LanguagePrimitives.IsTrue(verbose)
        : !LanguagePrimitives.TryConvertTo(GetVariableValue("VerbosePreference"), out ActionPreference preference)
            || preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    /// <summary>True after Ctrl+C; not if the consumer has stopped.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>The work that is shown as progress; null when there is none.</summary>
    internal WorkProgress? Work { get; set; }

    /// <summary>What the cmdlet changes is written to it; null for none.</summary>
    internal ChangeJournal? Journal { get; private protected set; }

    /// <summary>Made when another thread needs it.</summary>
    private BlockingCollection<Action> Queue => LazyInitializer.EnsureInitialized(ref _queue, () => new(QueueLength))!;

    /// <summary>Ends every wait of the cmdlet: after Ctrl+C, when the consumer has stopped, or after a terminating error
    /// downstream.</summary>
    protected CancellationToken StopToken => _stop.Token;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        _requests = new RequestObserver
        {
            // To write a line that is not shown would take as long as to read a page.
            Line = IsVerbose ? Verbose : null,
            Warning = Warn,
            Wait = wait => Work?.Waiting(wait),
        };
        KeepSignIns();
        Pump(BeginAsync);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Pump(ProcessAsync, startHere: true);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Pump(EndAsync);
        KeepSignIns();
    }

    /// <summary>Runs on another thread: it may cancel and nothing else.</summary>
    protected sealed override void StopProcessing()
    {
        IsStopped = true;
        _stop.Cancel();
    }

    /// <summary>Runs once before the first input. The pipeline thread may be used through the methods of this class only.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>Runs once per input object, or once without pipeline input.</summary>
    protected virtual Task ProcessAsync() => Task.CompletedTask;

    /// <summary>Runs once after the last input; not after a stop.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Work?.Abandon();
        Release();
        Journal?.Dispose();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds, also after a stop.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>Sends an object down the pipeline.</summary>
    protected void Emit(object value) => Post(() => WriteObject(SiteObject.Of(value), enumerateCollection: false));

    /// <summary>Writes a line to the verbose stream.</summary>
    internal void Verbose(string text) => Post(() => WriteVerbose(DisplayText.Of(text)));

    /// <summary>Writes a line to the information stream.</summary>
    protected void Inform(string text) => Post(() => WriteInformation(DisplayText.Of(text), ["QlikConnections"]));

    /// <summary>Shows a line to the person at the console, as Write-Host does: whatever the preferences are.</summary>
    protected void Say(string text) =>
        Post(() => WriteInformation(new HostInformationMessage { Message = DisplayText.Of(text) }, ["PSHOST"]));

    /// <summary>Writes a warning.</summary>
    internal void Warn(string text) => Post(() => WriteWarning(DisplayText.Of(text)));

    /// <summary>Calls ShouldProcess; names from a server or file are shown so that they cannot be mistaken for something else.</summary>
    protected new bool ShouldProcess(string target, string action) =>
        base.ShouldProcess(DisplayText.Of(Sentence.Quote(target)), DisplayText.Of(action));

    /// <summary>Asks whether to do it. -Force suppresses the question, but never turns -WhatIf or an explicit -Confirm off.</summary>
    internal bool ShouldProcess(string target, string action, bool isForced) => (isForced && MayForce) || ShouldProcess(target, action);

    /// <summary>Asks whether to go on.</summary>
    protected new bool ShouldContinue(string query, string caption) => base.ShouldContinue(DisplayText.Of(query), DisplayText.Of(caption));

    /// <summary>Asks whether to go on, for this one or for all.</summary>
    protected new bool ShouldContinue(string query, string caption, ref bool yesToAll, ref bool noToAll) =>
        base.ShouldContinue(DisplayText.Of(query), DisplayText.Of(caption), ref yesToAll, ref noToAll);

    /// <summary>Shows progress.</summary>
    internal void Show(ProgressRecord progress) => Post(() => WriteProgress(Safe(progress)));

    /// <summary>Shows progress if the pipeline has room for it now, and never waits.</summary>
    internal bool TryShow(ProgressRecord progress)
    {
        try
        {
            return _queue?.TryAdd(() => WriteProgress(Safe(progress))) == true;
        }
        catch (InvalidOperationException)
        {
            // The work has just ended.
            return false;
        }
    }

    /// <summary>Reports what went wrong with one item; the others continue.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="target">What the user passed: an object, an id or a name.</param>
    protected void Fail(QlikException failure, object? target) => Post(() => WriteError(ErrorRecords.From(failure, target)));

    /// <summary>Ends a session at its server, after what it leaves for the next one has been kept.</summary>
    private protected async Task EndSessionAsync(QlikSession session)
    {
        var isKept = await KeepAsync(session, RememberMoment.End).ConfigureAwait(false);
        try
        {
            if (await session.SignOutAsync(isKept, StopToken).ConfigureAwait(false) is { } warning)
            {
                Warn(warning);
            }
        }
        catch (OperationCanceledException) when (IsStopped && session.SignIn is SignInProfile { SignIn: SignInKind.Interactive })
        {
            // A stopped pipeline drops warnings, so write to the host.
            Host.UI?.WriteWarningLine(QlikFailure.Message(nameof(Strings.RevocationFailed), session.Name, Strings.RevocationStopped));
            throw;
        }
    }

    /// <summary>Keeps what a session leaves for the next one, if the user wishes it; a warning says why it is not kept.</summary>
    /// <returns>False if it is lost.</returns>
    private protected async Task<bool> KeepAsync(QlikSession session, RememberMoment moment)
    {
        if (await RememberedSignIn.KeepAsync(this, session, moment, StopToken).ConfigureAwait(false) is not { } lost)
        {
            return true;
        }

        Warn(lost);
        return false;
    }

    /// <summary>Runs a function on the pipeline thread and waits for its result without blocking either thread.</summary>
    internal Task<T> AskAsync<T>(Func<T> question)
    {
        // Continuations must not run on, and so block, the pipeline thread.
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = StopToken.Register(() => answer.TrySetCanceled());
        Post(() =>
        {
            try
            {
                answer.TrySetResult(question());
            }
            catch (QlikException failure)
            {
                // It belongs to the item that asked; the others are still to be done.
                answer.TrySetException(failure);
            }
            finally
            {
                answer.TrySetCanceled();
                registration.Dispose();
            }
        });
        return answer.Task;
    }

    /// <summary>The full path of a file or folder, as PowerShell reads paths: a relative one starts where the shell is, not where the
    /// process was started.</summary>
    /// <exception cref="QlikException">The path leads to something else than files: the registry, variables, certificates.</exception>
    internal async Task<string> FilePathAsync(string path)
    {
        var (full, reason) = await AskAsync(() =>
            {
                try
                {
                    var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
                    return provider.Name == "FileSystem"
                        ? (Path.GetFullPath(resolved), "")
                        : ("", QlikFailure.Message(nameof(Strings.PathOfProvider), provider.Name));
                }
                catch (Exception exception)
                    when (exception
                            is RuntimeException
                                or ArgumentException
                                or NotSupportedException
                                or InvalidOperationException
                                or IOException
                    )
                {
                    return ("", exception.Message);
                }
            })
            .ConfigureAwait(false);
        return reason.Length == 0
            ? full
            : throw QlikFailure.Create(nameof(Strings.QlikInputInvalid), QlikFailure.Message(nameof(Strings.PathUnusable), path, reason));
    }

    private static ProgressRecord Safe(ProgressRecord progress)
    {
        progress.Activity = DisplayText.Of(progress.Activity);
        progress.StatusDescription = DisplayText.Of(progress.StatusDescription);
        progress.CurrentOperation = progress.CurrentOperation is { } operation ? DisplayText.Of(operation) : null;
        return progress;
    }

    /// <summary>A tenant can replace a refresh token in any request that needs a new access token. It is kept before and after each
    /// command, because PowerShell may end without Disconnect-QlikSession, and a command may be stopped.</summary>
    private void KeepSignIns()
    {
        if (SessionTable.Current.All.Where(RememberedSignIn.IsWished).ToArray() is { Length: > 0 } sessions)
        {
            _remembered ??= new RememberedReader(this);
            Pump(async () =>
            {
                foreach (var session in sessions)
                {
                    await KeepAsync(session, RememberMoment.Between).ConfigureAwait(false);
                }
            });
        }
    }

    private void Post(Action action)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            action();
            return;
        }

        try
        {
            Queue.Add(action, StopToken);
        }
        catch (InvalidOperationException)
        {
            // The queue was closed under a worker that outlived its grace period.
            throw new OperationCanceledException();
        }
    }

    /// <param name="work">What to do.</param>
    /// <param name="startHere">True to begin on this thread: an input object that needs no request then costs no change of thread.</param>
    private void Pump(Func<Task> work, bool startHere = false)
    {
        _pipelineThread = Environment.CurrentManagedThreadId;
        _queue = null;
        async Task WorkAsync()
        {
            try
            {
                RequestLog.Observer = _requests;
                ChangeJournal.Current = Journal;
                if (_remembered is not null)
                {
                    RememberedTokens.Reader = _remembered.ReadAsync;
                }

                await work().ConfigureAwait(false);
            }
            finally
            {
                if (_queue is not null || Environment.CurrentManagedThreadId != _pipelineThread)
                {
                    Queue.CompleteAdding();
                }
            }
        }

        var worker = startHere ? WorkAsync() : Task.Run(WorkAsync);
        try
        {
            // An input object that needed no other thread has no queue.
            if (!worker.IsCompleted || _queue is not null)
            {
                foreach (var action in Queue.GetConsumingEnumerable(StopToken))
                {
                    action();
                }
            }

            worker.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped by the user: not an error.
            Abandon(worker);
        }
        catch (QlikException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, null));
        }
        catch
        {
            // Select-Object -First and ErrorAction Stop end a pipeline by an exception on this thread, without calling StopProcessing.
            _stop.Cancel();
            Abandon(worker);
            throw;
        }
    }

    /// <summary>Gives the worker a moment to end, and observes its exception.</summary>
    private static void Abandon(Task worker)
    {
        _ = worker.ContinueWith(t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        Task.WaitAny([worker], Grace);
    }
}
