"""What somebody who sends papers for signing fills in."""

from django import forms

from certificates.signing.parcels import MOST_BYTES


class ParcelForm(forms.Form):
    """Signed papers that came back."""

    tep = forms.FileField(
        label="Tệp PDF đã ký, hoặc ZIP các tệp đã ký",
        help_text="Nặng nhất 60 MB, nhiều nhất 400 tệp một lần.",
        error_messages={
            "required": "Hãy chọn tệp đã ký.",
            "empty": "Tệp này trống. Hãy chọn lại tệp.",
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.zip"}),
    )

    def clean_tep(self) -> bytes:
        """What the file holds."""
        sent = self.cleaned_data["tep"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError("Tệp nặng quá 60 MB. Hãy chia thành nhiều tệp nhỏ hơn.")
        content: bytes = sent.read()
        return content
