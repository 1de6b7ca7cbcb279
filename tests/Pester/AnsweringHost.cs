using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Net.Http;
using System.Security;
using System.Threading;

/// <summary>An interactive host: every prompt is answered with the next of the given labels.</summary>
public sealed class AnsweringHost : PSHost
{
    private readonly Answers _ui;

    public AnsweringHost(params string[] answers) { _ui = new Answers(answers); }

    /// <summary>How many questions were asked.</summary>
    public int Questions { get { return _ui.Questions; } }

    /// <summary>What each question waits for before it is answered; null for nothing.</summary>
    public WaitHandle Pause { get { return _ui.Pause; } set { _ui.Pause = value; } }

    /// <summary>The warnings that were shown past the streams.</summary>
    public IReadOnlyList<string> Warnings { get { return _ui.Warnings; } }

    /// <summary>What was shown past the streams: questions, -WhatIf, progress.</summary>
    public IReadOnlyList<string> Shown { get { return _ui.Shown; } }

    /// <summary>How often somebody chose to look around first.</summary>
    public int NestedPrompts { get; private set; }

    public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }
    public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }
    public override Guid InstanceId { get; } = Guid.NewGuid();
    public override string Name { get { return "AnsweringHost"; } }
    public override PSHostUserInterface UI { get { return _ui; } }
    public override Version Version { get { return new Version(1, 0); } }
    public override void EnterNestedPrompt() { NestedPrompts++; }
    public override void ExitNestedPrompt() { }
    public override void NotifyBeginApplication() { }
    public override void NotifyEndApplication() { }
    public override void SetShouldExit(int exitCode) { }

    private sealed class Answers : PSHostUserInterface
    {
        private readonly Queue<string> _answers;

        public Answers(string[] answers) { _answers = new Queue<string>(answers); }

        public int Questions { get; private set; }

        public WaitHandle Pause { get; set; }

        public List<string> Warnings { get; } = new List<string>();

        public List<string> Shown { get; } = new List<string>();

        public override PSHostRawUserInterface RawUI { get { return null; } }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            Questions++;
            Shown.Add(caption + "|" + message);
            if (Pause != null) { Pause.WaitOne(); }
            string answer = _answers.Dequeue();
            if (answer == "Ctrl+C") { throw new PipelineStoppedException(); }

            for (int i = 0; i < choices.Count; i++)
            {
                if (choices[i].Label.Replace("&", "") == answer) { return i; }
            }

            throw new InvalidOperationException("There is no answer " + answer);
        }

        /// <summary>Each field gets the next of the given texts, as a secret.</summary>
        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
        {
            var values = new Dictionary<string, PSObject>();
            foreach (FieldDescription field in descriptions)
            {
                Shown.Add(caption + "|" + field.Name);
                values[field.Name] = PSObject.AsPSObject(ReadLineAsSecureString());
            }

            return values;
        }

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName)
        {
            throw new NotSupportedException();
        }

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowed,
            PSCredentialUIOptions options
        )
        {
            throw new NotSupportedException();
        }

        public override string ReadLine()
        {
            throw new NotSupportedException();
        }

        /// <summary>A secret that is typed. "(redirect)" stands for the address to which the address that was shown last leads.</summary>
        public override SecureString ReadLineAsSecureString()
        {
            if (_answers.Count == 0) { throw new NotSupportedException(); }
            Questions++;
            string answer = _answers.Dequeue();
            var secret = new SecureString();
            foreach (char c in answer == "(redirect)" ? Redirect(Shown.FindLast(s => s.StartsWith("http"))) : answer) { secret.AppendChar(c); }
            return secret;
        }

        private static string Redirect(string address)
        {
            using (var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }))
            {
                return client.GetAsync(new Uri(address)).GetAwaiter().GetResult().Headers.Location.AbsoluteUri;
            }
        }

        public override void Write(string value) { }
        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { }
        public override void WriteDebugLine(string message) { }
        public override void WriteErrorLine(string value) { }

        public override void WriteLine(string value)
        {
            Shown.Add(value);
        }

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            Shown.Add(record.Activity + "|" + record.StatusDescription + "|" + record.CurrentOperation);
        }

        public override void WriteVerboseLine(string message) { }
        public override void WriteWarningLine(string message) { Warnings.Add(message); }
    }
}
