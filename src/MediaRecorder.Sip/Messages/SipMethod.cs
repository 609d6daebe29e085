namespace MediaRecorder.Sip.Messages;

/// <summary>The methods this project acts on. <see cref="Unknown"/> stands for every other token.</summary>
public enum SipMethod
{
    Unknown,
    Invite,
    Ack,
    Bye,
    Cancel,
    Options,
    Register,
    Prack,
    Update,
    Info,
    Message,
    Subscribe,
    Notify,
    Refer,
    Publish,
}
